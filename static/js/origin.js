// The card behind a number opens beside the page. Without this script, or with Ctrl or Shift, the link leads to the card's own page.

const dialog = document.getElementById("origin");
const body = document.getElementById("origin-body");

async function fetched(url) {
  const response = await fetch(url, { headers: { "X-Part": "card" }, credentials: "same-origin" });
  if (!response.ok || response.redirected) throw new Error(String(response.status));
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function open(url) {
  body.textContent = body.dataset.waiting;
  dialog.showModal();
  try {
    body.replaceChildren(...(await fetched(url)).body.childNodes);
  } catch {
    body.textContent = body.dataset.failed;
  }
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-origin]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link.href);
  });
  // A press beside the card closes it, as Escape does.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
}
