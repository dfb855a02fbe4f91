// Charts: draws each from the JSON in the page, switches between picture and table, saves PNG and SVG, fits the paper when printing.
// plotly.js stands before this script in the page; where it could not be loaded the tables stay.

const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  doubleClick: false,
  scrollZoom: false,
  showTips: false,
  plotlyServerURL: "",
};
const PAPER_PX = 700; // an A4 page between its margins
const SAVED_PX = 1200;

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

/** The picture with its title and source, wide enough for a slide. */
async function save(chart, format) {
  const { layout, data } = chart.figure;
  const title = chart.root.querySelector(".chart__title").textContent;
  const source = [...chart.root.querySelectorAll(".chart__foot .note"), ...document.querySelectorAll(".footer p:not(.print-only, .footer__end)")];
  const lines = source.map((line) => line.textContent.trim()).filter(Boolean);
  const unit = chart.figure.layout.meta.unit ? `（${chart.figure.layout.meta.unit}）` : "";
  const room = { t: layout.margin.t + 80, b: layout.margin.b + 24 + lines.length * 20 };
  const height = layout.height + room.t - layout.margin.t + room.b - layout.margin.b;
  const foot = { text: lines.join("<br>"), x: 0, y: 0, xref: "paper", yref: "paper", xanchor: "left", yanchor: "top", align: "left" };
  const framed = {
    ...layout,
    margin: { ...layout.margin, ...room },
    height,
    showlegend: chart.root.querySelectorAll(".chart__sign").length > 1,
    title: { text: title + unit, x: 0.01, xanchor: "left", y: 0.99, yanchor: "top", font: { size: 20 } },
    annotations: [...layout.annotations ?? [], { ...foot, yshift: -layout.margin.b - 8, showarrow: false, font: { size: 13 } }],
  };
  const width = Math.max(SAVED_PX, layout.meta.min_width);
  await window.Plotly.downloadImage({ data, layout: { ...framed, width } }, { format, width, height, scale: format === "png" ? 2 : 1, filename: chart.name });
}

function bind(chart) {
  chart.root.querySelector(".chart__switch").hidden = false;
  for (const button of chart.buttons) button.addEventListener("click", () => choose(chart, button.dataset.show));
  chart.root.addEventListener("keydown", (event) => {
    if (event.key !== "t" || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("input, textarea, select")) return;
    choose(chart, toggled(chart));
    chart.buttons.find((button) => button.getAttribute("aria-pressed") === "true").focus();
  });
  for (const button of chart.root.querySelectorAll("[data-save]")) {
    button.parentElement.hidden = false;
    button.addEventListener("click", () => save(chart, button.dataset.save));
  }
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
      if (!chart.picture.hidden) draw(chart);
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
  window.addEventListener("beforeprint", () => charts.forEach((chart) => { if (!chart.picture.hidden) draw(chart, PAPER_PX); }));
  window.addEventListener("afterprint", () => charts.forEach((chart) => { if (!chart.picture.hidden) draw(chart); }));
  document.documentElement.dataset.charts = "drawn";
}
