// Keys: "/" to the search field, "g" and a letter to a page of the navigation, "?" lists them. Never while something is being typed.
// The pages come from the navigation itself (data-key), so a key without a page cannot exist.

const STORED = "iconm-keys";
const WAIT = 1500; // milliseconds in which the letter has to follow "g"

const dialog = document.getElementById("keys");
const toggle = document.getElementById("keys-on");
let waitingUntil = 0;

function isOn() {
  return localStorage.getItem(STORED) !== "off";
}

function isTyping(target) {
  return target.isContentEditable || target.closest("input, textarea, select, [role=textbox]") !== null;
}

function focusSearch() {
  const field = document.querySelector(".search__field");
  field?.focus();
  field?.select();
  return Boolean(field);
}

function goTo(letter) {
  const link = document.querySelector(`.nav a[data-key="${CSS.escape(letter)}"]`);
  if (link) window.location.assign(link.href);
  return Boolean(link);
}

function showKeys() {
  if (dialog.open) return false;
  dialog.showModal();
  return true;
}

function handle(key) {
  if (performance.now() < waitingUntil) {
    waitingUntil = 0;
    return goTo(key);
  }
  if (key === "g") {
    waitingUntil = performance.now() + WAIT;
    return true;
  }
  if (key === "/") return focusSearch();
  if (key === "?") return showKeys();
  return false;
}

function onKey(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isTyping(event.target) || dialog.open || !isOn()) return;
  if (handle(event.key)) event.preventDefault();
}

if (dialog) {
  document.addEventListener("keydown", onKey);
  toggle.checked = isOn();
  toggle.addEventListener("change", () => localStorage.setItem(STORED, toggle.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-show-keys]")) {
    button.hidden = false;
    button.addEventListener("click", showKeys);
  }
}
