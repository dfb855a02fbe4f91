// Charts: draws each from the JSON in the page, switches between picture and table, fits the paper when printing.
// plotly.js stands before this script in the page; where it could not be loaded the tables stay.

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  doubleClick: false,
  scrollZoom: false,
  showTips: false,
  plotlyServerURL: "",
};
const PAPER_PX = 680; // an A4 page between its margins
const LEAST_SHRUNK = 1.25; // letters of 14 px come out as 8.4 pt, and two pictures have room on a page
const MOST_SHRUNK = 1.6; // as 6.6 pt: ten years beside another chart

const charts = new Map();

function widthFor(chart) {
  return Math.max(chart.box.clientWidth, chart.figure.layout.meta.min_width);
}

function draw(chart, width = widthFor(chart)) {
  if (chart.width === width) return;
  chart.width = width;
  const layout = { ...chart.figure.layout, width };
  window.Plotly.newPlot(chart.plot, chart.figure.data, layout, CONFIG);
  // The picture has one name (role=img); what plotly puts inside says nothing of its own.
  for (const drawing of chart.plot.querySelectorAll("svg")) drawing.setAttribute("aria-hidden", "true");
}

function remember(name, isTable) {
  const url = new URL(window.location.href);
  const shown = new Set((url.searchParams.get("tables") ?? "").split(",").filter(Boolean));
  if (isTable) shown.add(name);
  else shown.delete(name);
  if (shown.size) url.searchParams.set("tables", [...shown].join(","));
  else url.searchParams.delete("tables");
  window.history.replaceState(null, "", url);
}

function show(chart, view) {
  const isTable = view === "table";
  chart.picture.hidden = isTable;
  chart.table.hidden = !isTable;
  for (const button of chart.buttons) button.setAttribute("aria-pressed", String(button.dataset.show === view));
  if (!isTable) draw(chart);
}

function choose(chart, view) {
  show(chart, view);
  remember(chart.name, view === "table");
}

function toggled(chart) {
  return chart.picture.hidden ? "plot" : "table";
}

/** The picture as wide as its share of the paper: drawn wider and made smaller as a whole, with many years more so, as far as can be read. */
function fitPaper(chart) {
  const share = Number(getComputedStyle(chart.root).getPropertyValue("--paper-share")) || 1;
  const paper = PAPER_PX * share;
  const width = Math.min(Math.max(paper * LEAST_SHRUNK, chart.figure.layout.meta.min_width), paper * MOST_SHRUNK);
  draw(chart, width);
  chart.plot.style.zoom = paper / width;
}

function leavePaper(chart) {
  chart.plot.style.zoom = "";
  draw(chart);
}

function bind(chart) {
  chart.root.querySelector(".chart__switch").hidden = false;
  for (const button of chart.buttons) button.addEventListener("click", () => choose(chart, button.dataset.show));
  chart.root.addEventListener("keydown", (event) => {
    if (event.key !== "t" || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    choose(chart, toggled(chart));
    chart.buttons.find((button) => button.getAttribute("aria-pressed") === "true").focus();
  });
}

function setUp(root) {
  const chart = {
    root,
    name: root.dataset.chart,
    picture: root.querySelector(".chart__picture"),
    box: root.querySelector(".chart__scroll"),
    plot: root.querySelector(".chart__plot"),
    table: root.querySelector(".chart__table"),
    buttons: [...root.querySelectorAll("[data-show]")],
    figure: JSON.parse(root.querySelector('script[type="application/json"]').textContent),
    width: 0,
  };
  charts.set(root, chart);
  bind(chart);
  return chart;
}

if (window.Plotly) {
  const asTables = new Set((new URLSearchParams(window.location.search).get("tables") ?? "").split(","));
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      const chart = charts.get(target);
      if (!chart.picture.hidden && !chart.plot.style.zoom) draw(chart);
      const scrolls = chart.box.scrollWidth > chart.box.clientWidth;
      if (scrolls) chart.box.tabIndex = 0;
      else chart.box.removeAttribute("tabindex");
    }
  });
  for (const root of document.querySelectorAll("[data-chart]")) {
    const chart = setUp(root);
    show(chart, asTables.has(chart.name) ? "table" : "plot");
    sizes.observe(root);
  }
  const eachDrawn = (act) => charts.forEach((chart) => { if (!chart.picture.hidden) act(chart); });
  window.addEventListener("beforeprint", () => eachDrawn(fitPaper));
  window.addEventListener("afterprint", () => eachDrawn(leavePaper));
  document.documentElement.dataset.charts = "drawn";
}
