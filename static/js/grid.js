// The entry grid: saves while people type; the form works without it. Keys and pasting: grid_keys.js.
// What a text means, and what is doubtful, only the server decides: it sends the remarks of a row as HTML.

const form = document.getElementById("grid");
const AFTER_TYPING = 900; // milliseconds of rest before a save
const AGAIN_AFTER = 5000; // milliseconds until a failed save is tried again
const STORED = "iconm-grid:";

const said = form.dataset;
const store = STORED + said.draft;
const status = form.querySelector("[data-status]");
const cells = [...form.querySelectorAll("[data-cell]")];
const FIELDS = ["typed", "reason", "cause", "response", "note"];
const shown = JSON.parse(form.elements.base.value); // what the server holds, as far as this page knows
let seen = Number(form.elements.seen.value);
let saving = false;
let whenSaved = null; // what waits for the save under way
let timer = 0;
const contested = new Map(); // fields two people changed, with the other's text: not sent again before somebody has chosen
const asked = new Set(); // fields to be sent although they equal what the server holds, for their remarks

function inputOf(key, field) {
  if (field === "typed") return cells.find((cell) => cell.dataset.cell === key);
  return form.querySelector(`[data-said="${field}"][data-key="${CSS.escape(key)}"]`);
}

function inputs() {
  return [...cells, ...form.querySelectorAll("[data-said]")];
}

function nameOf(input) {
  return input.dataset.cell ? [input.dataset.cell, "typed"] : [input.dataset.key, input.dataset.said];
}

/** Separators and blanks around make no difference: 1234 is not changed again because the server writes 1,234. */
function isSame(one, other) {
  return one.trim() === other.trim() || (one.replaceAll(",", "") === other.replaceAll(",", "") && /^[△\d,.]+$/.test(other));
}

/** The cells that differ from what the server holds, as it wants to be told of them. */
function changed({ withContested = false } = {}) {
  const entries = new Map();
  for (const input of inputs()) {
    const [key, field] = nameOf(input);
    const held = shown[key] ?? ["", "", "", "", ""];
    const isHeld = isSame(input.value, held[FIELDS.indexOf(field)]);
    const name = `${key} ${field}`;
    if ((contested.has(name) && !withContested) || (isHeld && !asked.has(name))) continue;
    if (!entries.has(key)) entries.set(key, { key, shown: Object.fromEntries(FIELDS.map((name, place) => [name, held[place]])) });
    entries.get(key)[field] = input.value;
  }
  return [...entries.values()];
}

function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

function keep(entries) {
  try {
    if (entries.length) sessionStorage.setItem(store, JSON.stringify(entries));
    else sessionStorage.removeItem(store);
  } catch {
    // Storage may be switched off: then only the page itself keeps what was typed.
  }
}

function restore() {
  let kept = [];
  try {
    for (const name of Object.keys(sessionStorage)) {
      // What another person left in this tab is not ours to show.
      if (name.startsWith(STORED) && name.split(":")[1] !== said.draft.split(":")[0]) sessionStorage.removeItem(name);
    }
    kept = JSON.parse(sessionStorage.getItem(store) ?? "[]");
  } catch {
    return;
  }
  let restored = 0;
  for (const entry of kept) {
    for (const field of FIELDS) {
      const input = field in entry ? inputOf(entry.key, field) : null;
      if (!input || input.value === entry[field]) continue;
      input.value = entry[field];
      if (entry.shown && shown[entry.key]) shown[entry.key][FIELDS.indexOf(field)] = entry.shown[field]; // so that a conflict shows
      restored += 1;
    }
  }
  if (restored) {
    say(said.restored);
    plan(0);
  } else keep([]);
}

function plan(wait = AFTER_TYPING) {
  keep(changed({ withContested: true }));
  window.clearTimeout(timer);
  timer = window.setTimeout(save, wait);
}

function marked() {
  return [...form.querySelectorAll("[data-remarks]")].filter((box) => box.querySelector(".remark, .remark__read, .remark__buttons")).map((box) => box.dataset.remarks);
}

async function save() {
  window.clearTimeout(timer);
  const entries = changed();
  if (!entries.length || saving) return;
  saving = true;
  say(said.saving);
  try {
    const answer = await fetch(said.save, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
      body: JSON.stringify({ seen, entries, marked: marked() }),
      redirect: "manual",
    });
    await answered(answer, entries);
  } catch {
    failed(said.offline);
  } finally {
    saving = false;
  }
  if (whenSaved) {
    const next = whenSaved;
    whenSaved = null;
    next();
    return;
  }
  if (status.dataset.failed === undefined && changed().length) plan();
}

async function answered(answer, entries) {
  if (answer.type === "opaqueredirect" || answer.status === 403) return renew();
  if (answer.status >= 500) return failed(said.offline);
  const content = await answer.json();
  if (!answer.ok) return refused(content.message);
  delete status.dataset.failed;
  for (const entry of entries) for (const field of FIELDS) if (field in entry) asked.delete(`${entry.key} ${field}`);
  seen = content.seen;
  form.elements.seen.value = seen;
  for (const [key, cell] of Object.entries(content.cells)) show(key, cell, entries.find((entry) => entry.key === key));
  replace(form.querySelector("[data-summary]"), content.summary);
  fill(form.querySelector("[data-counts]"), content.counts);
  const submit = form.querySelector("[data-submit]");
  if (content.ready) submit.removeAttribute("aria-disabled");
  else submit.setAttribute("aria-disabled", "true");
  form.elements.base.value = JSON.stringify(shown);
  keep(changed({ withContested: true }));
  return say(content.saved);
}

/** Take over what the server holds now. A field that was changed again meanwhile stays as it is typed; so does one in conflict. */
function show(key, cell, sent) {
  const before = shown[key] ?? [];
  for (const field of cell.conflict) contested.set(`${key} ${field}`, cell.shown[FIELDS.indexOf(field)]);
  // Of a contested field the page remembers what it showed: sent without a choice, it is asked about again.
  shown[key] = cell.shown.map((text, place) => (cell.conflict.includes(FIELDS[place]) ? before[place] : text));
  for (const [place, field] of FIELDS.entries()) {
    const input = inputOf(key, field);
    const untouched = input && (sent && field in sent ? input.value === sent[field] : input.value === before[place]);
    const isTyping = input === document.activeElement; // a separator set in under the cursor would spoil the number
    if (untouched && !isTyping && !cell.conflict.includes(field) && input.value !== cell.shown[place]) input.value = cell.shown[place];
  }
  const input = inputOf(key, "typed");
  input.classList.toggle("cell--error", cell.state === "error");
  input.classList.toggle("cell--warning", cell.state === "warning");
  input.toggleAttribute("aria-invalid", cell.state === "error");
  if (cell.state === "error") input.setAttribute("aria-invalid", "true");
  const answer = form.querySelector(`[data-answer="${CSS.escape(key)}"]`); // another value was not taken from it
  if (answer) answer.hidden = cell.shown[0] !== answer.dataset.text;
  replace(form.querySelector(`[data-remarks="${CSS.escape(key)}"]`), cell.remarks);
}

function fill(box, html) {
  box.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

/** Put new HTML into a box; not under somebody's hands: where the focus is inside, what is typed there goes over into the new fields. */
function replace(box, html) {
  if (box.dataset.html === html) return;
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  const open = box.querySelector("details")?.open;
  const texts = [...box.querySelectorAll("[data-said]")].map((field) => [field.id, field.value]);
  const place = focused?.selectionStart;
  box.dataset.html = html;
  fill(box, html);
  for (const [id, text] of texts) {
    const field = document.getElementById(id);
    if (field) field.value = text;
  }
  if (open !== undefined && box.querySelector("details")) box.querySelector("details").open = open;
  if (!focused) return;
  const again = focused.id ? document.getElementById(focused.id) : box.closest("tr")?.querySelector("[data-cell]");
  again?.focus();
  if (typeof place === "number" && again?.setSelectionRange) again.setSelectionRange(place, place);
}

/** Signing in again, here or in another tab, gives a new token. Without one nobody is signed in. */
async function renew() {
  const page = await fetch(form.action, { redirect: "manual" });
  const fresh = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#grid [name=csrfmiddlewaretoken]");
  if (fresh && fresh.value !== form.elements.csrfmiddlewaretoken.value) form.elements.csrfmiddlewaretoken.value = fresh.value;
  return failed(said.expired);
}

function failed(text) {
  status.dataset.failed = "";
  say(text);
  keep(changed({ withContested: true }));
  window.clearTimeout(timer);
  timer = window.setTimeout(save, AGAIN_AFTER);
}

/** The server understood and refuses: trying again by itself would not help. */
function refused(text) {
  status.dataset.failed = "";
  say(text);
  keep(changed({ withContested: true }));
}

/** Whoever picks one of two values, or types a third, has seen both. */
function choose(input) {
  const [key, field] = nameOf(input);
  const name = `${key} ${field}`;
  if (!contested.has(name)) return;
  shown[key][FIELDS.indexOf(field)] = contested.get(name);
  contested.delete(name);
  form.elements.base.value = JSON.stringify(shown);
}

function onClick(event) {
  const button = event.target.closest("[data-take]");
  if (button) {
    event.preventDefault();
    const field = button.dataset.field ?? "typed";
    const input = inputOf(button.dataset.take, field);
    input.value = button.dataset.text;
    input.focus();
    choose(input);
    asked.add(`${button.dataset.take} ${field}`);
    plan(0);
    return;
  }
  const confirm = event.target.closest("[data-confirm]");
  if (confirm) {
    event.preventDefault();
    for (const field of ["reason", "cause", "response"]) if (inputOf(confirm.dataset.confirm, field)) asked.add(`${confirm.dataset.confirm} ${field}`);
    plan(0);
    return;
  }
  const submit = event.target.closest("[data-submit]");
  if (submit?.getAttribute("aria-disabled") === "true") {
    event.preventDefault();
    const first = form.querySelector(".findings a, .unfilled summary, .cell--error");
    first?.focus();
  }
}

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-cell], [data-said]")) return;
  choose(event.target);
  plan();
});
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-cell], [data-said]")) plan(0);
});
form.addEventListener("focusout", (event) => {
  const held = event.target.matches("[data-cell]") ? shown[event.target.dataset.cell]?.[0] : undefined;
  if (held !== undefined && isSame(event.target.value, held)) event.target.value = held;
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.matches("[data-cell]")) return;
  event.target.value = shown[event.target.dataset.cell]?.[0] ?? "";
  plan(0);
});
form.addEventListener("click", onClick);
// A form sent while a save is under way would be told of its own save as of another person's.
form.addEventListener("submit", (event) => {
  if (!saving) return;
  event.preventDefault();
  const button = event.submitter;
  whenSaved = () => form.requestSubmit(button);
});
// A page the browser kept whole shows what it showed when somebody left it, not what was saved since.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
window.addEventListener("online", () => plan(0));
window.addEventListener("beforeunload", (event) => {
  if (changed().length && status.dataset.failed !== undefined) event.preventDefault();
});

if (cells.length) restore();
