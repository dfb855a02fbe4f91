// The frame: menus close on Escape and on a press elsewhere; the printed line bears the time of printing.

const menus = document.querySelectorAll("details[data-menu]");

function close(menu, { focus = false } = {}) {
  menu.open = false;
  if (focus) menu.querySelector("summary").focus();
}

for (const menu of menus) {
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) close(menu, { focus: true });
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) close(menu);
  });
}

document.addEventListener("click", (event) => {
  for (const menu of menus) {
    if (menu.open && !menu.contains(event.target)) close(menu);
  }
});

// Whoever signs out leaves nothing behind that was typed: the grid keeps unsaved cells in this tab (grid.js).
for (const form of document.querySelectorAll('form[action$="/sign-out/"]')) {
  form.addEventListener("submit", () => {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith("iconm-")) sessionStorage.removeItem(name);
    }
  });
}

// Without this script the line keeps the time at which the page was made.
window.addEventListener("beforeprint", () => {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Tokyo" });
  for (const line of document.querySelectorAll("time[data-printed-at]")) {
    const now = new Date();
    line.dateTime = now.toISOString();
    line.textContent = format.format(now);
  }
});

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
