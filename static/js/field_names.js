// Names for readers of a screen, where the stock admin gives none: fields in which a row is looked up, and fields in the rows of a table.

function nameOf(field) {
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const cell = field.closest("td");
  const head = cell?.closest("table")?.querySelectorAll("thead th")[cell.cellIndex];
  return (label ?? head)?.textContent.trim().replace(/[:：]$/, "") ?? "";
}

function name(part, text) {
  part.removeAttribute("aria-labelledby");
  part.setAttribute("aria-label", text);
}

function nameFields() {
  for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea):not([type=hidden], [aria-label])")) {
    if (!field.labels?.length) name(field, nameOf(field));
  }
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const parts = select.nextElementSibling?.querySelectorAll("[role=combobox], [role=textbox]") ?? [];
    for (const part of parts) if (!part.hasAttribute("aria-label")) name(part, nameOf(select));
  }
}

// The stock scripts make such fields when the page is ready and whenever a row is added.
new MutationObserver((changes) => {
  if (changes.some((change) => change.addedNodes.length)) nameFields();
}).observe(document.getElementById("content-main") ?? document.body, { childList: true, subtree: true });
nameFields();
