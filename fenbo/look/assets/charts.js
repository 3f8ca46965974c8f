// Charts for pages that ask for them; the same numbers stand in a table beside every one.
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, TooltipComponent, SVGRenderer]);

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function option({ kind = "line", labels, series, stacked = false }) {
  const ink = token("--ink-soft");
  // On a wall everything grows with the page.
  const size = Number(token("--chart-size")) * parseFloat(getComputedStyle(document.documentElement).fontSize) || 13;
  const label = { color: ink, fontSize: size };
  return {
    animation: false,
    aria: { enabled: true, decal: { show: series.length > 1 && kind === "bar" } },
    color: [token("--chart-first") || token("--accent"), "#b87a00", token("--bad"), token("--good"), "#5b4b8a"],
    grid: { left: 8, right: 16, top: series.length > 1 ? size * 2.75 : 16, bottom: 8, containLabel: true },
    // Values are read in the table; markup in a tooltip would need inline style, which the site refuses.
    tooltip: { trigger: "axis", renderMode: "richText" },
    legend: series.length > 1 ? { top: 0, left: 0, textStyle: label } : undefined,
    xAxis: { type: "category", data: labels, axisLabel: label, axisLine: { lineStyle: { color: token("--edge") } } },
    yAxis: { type: "value", minInterval: 1, axisLabel: label, splitLine: { lineStyle: { color: token("--line") } } },
    series: series.map(({ name, values }, at) => ({
      name, type: kind, data: values, symbol: ["circle", "rect", "triangle", "diamond"][at % 4], symbolSize: size / 2,
      stack: stacked ? "all" : undefined, lineStyle: { width: size / 6.5, type: ["solid", "dashed", "dotted"][at % 3] },
    })),
  };
}

const drawn = new Map();

// A part that htmx brings in comes without its script elements: there the numbers are in an attribute.
function draw(part) {
  for (const [place, chart] of drawn) if (!place.isConnected) chart.dispose(), drawn.delete(place);
  part.querySelectorAll("[data-chart]").forEach((place) => {
    const label = place.getAttribute("aria-label");
    const chart = init(place, null, { renderer: "svg" });
    chart.setOption(option(JSON.parse(place.dataset.chartJson ?? document.getElementById(place.dataset.chart).textContent)));
    place.setAttribute("aria-label", label);
    drawn.set(place, chart);
  });
}

draw(document);
document.addEventListener("htmx:load", (event) => event.detail.elt !== document.body && draw(event.detail.elt));
let timer;
addEventListener("resize", () => {
  clearTimeout(timer);
  timer = setTimeout(() => drawn.forEach((chart) => chart.resize()), 150);
});
