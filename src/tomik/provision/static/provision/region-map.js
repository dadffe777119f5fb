// Schools as points: size by pupils, colour by provision. Without JavaScript the list "worst first" says the same.

const holder = document.getElementById("region-map");
const COLOURS = { 5: "#2f9e5b", 4: "#94b52b", 3: "#e0a800", 2: "#e8710a", 1: "#c92a2a", 0: "#8a93a0" };

function sizeOf(pupils) {
  return Math.max(6, Math.min(40, Math.sqrt(pupils) * 1.1));
}

function words(point) {
  const escape = (text) => Object.assign(document.createElement("span"), { textContent: text }).innerHTML;
  const percent = point.percent === null ? "—" : `${String(point.percent).replace(".", ",")} %`;
  const lines = [`<strong>${escape(point.name)}</strong>`, `${holder.dataset.percent}: ${percent}`, `${holder.dataset.pupils}: ${point.pupils}`];
  if (point.lacks) lines.push(`${holder.dataset.lacks}: ${point.lacks}`);
  return lines.join("<br>");
}

async function draw() {
  if (!holder || !window.echarts) return;
  const answer = await fetch(holder.dataset.points, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  const { points } = await answer.json();
  if (!points.length) return;
  holder.replaceChildren();
  const chart = window.echarts.init(holder);
  const hidden = { show: false, scale: true };
  // One degree of longitude is shorter than one of latitude: the frame keeps the region's shape roughly true.
  chart.setOption({
    aria: { enabled: true },
    grid: { left: 10, right: 10, top: 10, bottom: 10 },
    xAxis: { type: "value", ...hidden },
    yAxis: { type: "value", ...hidden },
    tooltip: { trigger: "item", formatter: (item) => words(item.data.point) },
    dataZoom: [{ type: "inside", xAxisIndex: 0 }, { type: "inside", yAxisIndex: 0 }],
    series: [{
      type: "scatter",
      data: points.map((point) => ({ value: point.at, point, itemStyle: { color: COLOURS[point.level], opacity: 0.75, borderColor: "#fff", borderWidth: 1 } })),
      symbolSize: (value, item) => sizeOf(item.data.point.pupils),
    }],
  });
  chart.on("click", (item) => { if (item.data) window.location.assign(item.data.point.url); });
  new ResizeObserver(() => chart.resize()).observe(holder);
}

draw();
