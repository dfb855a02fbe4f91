// Moving in the entry grid with Enter and the arrows, and pasting a column from a spreadsheet. What changed, grid.js saves.

const form = document.getElementById("grid");
const said = form.dataset;
const cells = [...form.querySelectorAll("[data-cell]")];
let pasted = [];

/** Say that cells have changed: values set by a script make no event of their own. */
function tell(cell) {
  cell.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(cell, step) {
  const next = cells[cells.indexOf(cell) + step];
  next?.focus();
  next?.select();
  return Boolean(next);
}

function onKey(event) {
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Enter") {
    event.preventDefault(); // or the form would be sent
    move(cell, event.shiftKey ? -1 : 1);
  } else if (event.key === "ArrowDown" && move(cell, 1)) event.preventDefault();
  else if (event.key === "ArrowUp" && move(cell, -1)) event.preventDefault();
}

/** A column copied from a spreadsheet: one line a cell, downwards. Of several columns the first. */
function onPaste(event) {
  const cell = event.target.closest("[data-cell]");
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!cell || !/[\r\n\t]/.test(text.trim())) return;
  event.preventDefault();
  const lines = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t")[0].trim());
  const places = cells.slice(cells.indexOf(cell), cells.indexOf(cell) + lines.length);
  pasted = places.map((place) => [place, place.value]);
  places.forEach((place, number) => { place.value = lines[number]; });
  places.at(-1).focus();
  tell(cell);
  tellPasted(places.length, lines.length - places.length);
}

function tellPasted(taken, left) {
  const bar = form.querySelector(".save-bar__said");
  bar.querySelector(".save-bar__undo")?.remove();
  const line = document.createElement("p");
  line.className = "save-bar__undo";
  line.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "link-button";
  button.textContent = said.undo;
  button.addEventListener("click", () => {
    for (const [cell, text] of pasted) cell.value = text;
    line.textContent = said.undone;
    if (pasted.length) tell(pasted[0][0]);
  });
  const text = said.pasted.replace("{n}", taken) + (left > 0 ? said.overflow.replace("{n}", left) : "");
  line.append(`${text} `, button);
  bar.append(line);
}

form.addEventListener("keydown", onKey);
form.addEventListener("paste", onPaste);
