// Charts as files: PNG and SVG with title, legend, source and day, as they are pasted into slides. plotly.js stands before this script.

const SAVED_PX = 1200;
const TITLE_LETTERS = 48;
const SOURCE_LETTERS = 68; // beside the names of lanes, which plotly gives the room they need
const TITLE_LINE_PX = 27;
const SOURCE_LINE_PX = 18;

/** How many full-width letters the text is wide. */
function widthOf(text) {
  return [...text].reduce((sum, letter) => sum + (letter <= "\x7e" ? 0.55 : 1), 0);
}

/** The text in even lines of at most `most` full-width letters; numbers with their unit and Latin words stay whole. */
function wrap(text, most) {
  const lines = [""];
  const whole = widthOf(text.trim());
  const room = Math.min(most, whole / Math.ceil(whole / most) + 4);
  let used = 0;
  for (const [part] of text.trim().matchAll(/[\uff08\u300c]*(?:[\x21-\x7e]+(?:[\u5104\u5343\u4e07\u767e]*\u5186|[\u793e\u4ef6\u56de\u4eba\u540d\u5e74\u6708\u65e5\u7248])?|.)[\u3001\u3002\uff0c\uff09\u300d]*/gsu)) {
    const size = widthOf(part);
    if (used + size > room && used) used = lines.push("") * 0;
    lines[lines.length - 1] += part;
    used += size;
  }
  return lines;
}

/** What is seen of an element's words: without those for screen readers alone. */
function seen(element) {
  const clone = element.cloneNode(true);
  for (const hidden of clone.querySelectorAll(".visually-hidden")) hidden.remove();
  return clone.textContent.replaceAll(/\s+/g, " ").trim();
}

/** The signs of the page's legend for the picture's own: the last ones, of values that may change, are no traces of the chart. */
function signs(root, meta, width) {
  const names = [...root.querySelectorAll(".chart__sign ~ span")].map((span) => span.textContent);
  const longest = Math.max(0, ...names.map((name) => name.length));
  const rows = Math.ceil(names.length / Math.max(1, Math.floor(width / (longest * 15 + 60))));
  const worded = names.slice(names.length - meta.changing.length);
  return { traces: meta.changing.map((trace, place) => ({ ...trace, name: worded[place] })), height: names.length > 1 ? rows * 24 + 8 : 0 };
}

/** The picture with what the page says of it, wide enough for a slide. */
async function save(root, format) {
  const { layout, data } = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
  const page = seen(document.querySelector("h1"));
  const width = Math.max(SAVED_PX, layout.meta.min_width);
  const unit = layout.meta.unit ? `\uff08${layout.meta.unit}\uff09` : "";
  const title = [page, ...wrap(root.querySelector(".chart__title").textContent + unit, TITLE_LETTERS)];
  const source = [...root.querySelectorAll(".chart__foot .note"), ...document.querySelectorAll(".footer__day")];
  const lines = source.flatMap((line) => wrap(line.textContent, SOURCE_LETTERS)).filter(Boolean);
  const legend = signs(root, layout.meta, width);
  const heading = title.length * TITLE_LINE_PX + 24;
  const above = heading + legend.height;
  const below = lines.length * SOURCE_LINE_PX + 24;
  const height = layout.height + above + below;
  const foot = { text: lines.join("<br>"), x: 0, y: 0, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top", align: "left" };
  const framed = {
    ...layout,
    margin: { ...layout.margin, t: layout.margin.t + above, b: layout.margin.b + below },
    width,
    height,
    showlegend: legend.height > 0,
    legend: { ...layout.legend, y: 1 - heading / height, yref: "container", yanchor: "top" },
    title: { text: title.join("<br>"), x: 0.01, xanchor: "left", y: 1 - TITLE_LINE_PX / height, yanchor: "top", font: { size: 20 } },
    annotations: [...layout.annotations ?? [], { ...foot, yshift: -layout.margin.b - 8, showarrow: false, font: { size: 13 } }],
  };
  const filename = `${page}_${root.dataset.file}`.replaceAll(/[\s\\/:*?"<>|]+/g, "_");
  const picture = { data: [...data, ...legend.traces], layout: framed };
  await window.Plotly.downloadImage(picture, { format, width, height, scale: format === "png" ? 2 : 1, filename });
}

/** Save, and say on the page that it takes a moment, or that it failed. A second press meanwhile does nothing. */
async function press(button) {
  const { working, failed } = button.closest(".chart__files").dataset;
  const said = document.getElementById("announcement");
  if (button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  said.textContent = working;
  try {
    await save(button.closest("[data-chart]"), button.dataset.save);
    said.textContent = "";
  } catch {
    said.textContent = failed;
    window.setTimeout(() => { if (said.textContent === failed) said.textContent = ""; }, 8000);
  } finally {
    button.ariaBusy = "false";
  }
}

if (window.Plotly) {
  for (const button of document.querySelectorAll("[data-chart] [data-save]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => press(button));
  }
}
