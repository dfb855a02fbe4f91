// Tables: copy as tab-separated text for a spreadsheet, and let only those that really scroll take the focus.

const copied = document.getElementById("announcement");

function shown(cell) {
  const clone = cell.cloneNode(true);
  for (const hidden of clone.querySelectorAll(".visually-hidden, .icon, .badge, .board-phone")) hidden.remove();
  const text = clone.textContent.replace(/\s+/g, " ").trim();
  return text.replace(/^[△▲]\s?(?=[\d,.]+$)/, "-"); // a spreadsheet knows -8, not △8
}

/** Rows of strings; a merged head stands in its first cell and leaves the others empty, as a spreadsheet would. */
export function grid(table) {
  const rows = Array.from(table.rows, () => []);
  Array.from(table.rows).forEach((row, top) => {
    let column = 0;
    for (const cell of row.cells) {
      while (rows[top][column] !== undefined) column += 1;
      for (let down = 0; down < cell.rowSpan; down += 1) {
        for (let right = 0; right < cell.colSpan; right += 1) {
          if (rows[top + down]) rows[top + down][column + right] = down || right ? "" : shown(cell);
        }
      }
      column += cell.colSpan;
    }
  });
  return rows;
}

// The clipboard interface exists only over https and on this machine itself; a closed network may have neither.
async function write(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("the browser refused the copy command");
  return undefined;
}

function announce(text) {
  copied.textContent = text;
  window.setTimeout(() => { copied.textContent = ""; }, 4000);
}

async function copy(button) {
  const table = document.getElementById(button.dataset.copyTable);
  try {
    await write(grid(table).map((row) => row.join("\t")).join("\r\n"));
    announce(button.dataset.done);
  } catch {
    announce(button.dataset.failed);
  }
  button.focus();
}

for (const button of document.querySelectorAll("[data-copy-table]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth;
    target.toggleAttribute("tabindex", scrolls);
    if (scrolls) target.tabIndex = 0;
  }
});
for (const box of document.querySelectorAll(".table-scroll")) sizes.observe(box);
