// Ticking all cells or none, and how many are: without it the buttons send the form, and the server ticks.

for (const form of document.querySelectorAll("[data-choices]")) {
  const boxes = [...form.querySelectorAll('input[name="choose"]')];
  const count = form.querySelector("[data-ticked]");

  const tell = () => {
    if (count) count.textContent = count.dataset.ticked.replace("{n}", boxes.filter((box) => box.checked).length);
  };

  for (const button of form.querySelectorAll("[data-tick]")) {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      for (const box of boxes) box.checked = button.dataset.tick === "all";
      tell();
    });
  }
  form.addEventListener("change", tell);
  tell();
}
