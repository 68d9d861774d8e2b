"use strict";
(() => {
  const data = JSON.parse(document.getElementById("chart-data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
  const charts = [];

  const duration = seconds => {
    if (seconds >= 3600) {
      const minutes = Math.round(seconds / 60);
      return Math.floor(minutes / 60) + " h " + String(minutes % 60).padStart(2, "0");
    }
    if (seconds >= 60) {
      const rounded = Math.round(seconds);
      return Math.floor(rounded / 60) + ":" + String(rounded % 60).padStart(2, "0") + " min";
    }
    return Number(seconds.toPrecision(3)) + " s";
  };

  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const options = (xTitle, yTitle) => ({
    animation: false,
    maintainAspectRatio: false,
    interaction: { mode: "index", intersect: false },
    plugins: { legend: { display: false } },
    scales: {
      x: {
        title: { display: true, text: xTitle, color: style("--muted") },
        grid: { display: false },
        border: { color: style("--rule") },
        ticks: { color: style("--muted"), maxRotation: 0, autoSkipPadding: 24 }
      },
      y: {
        beginAtZero: true,
        title: { display: true, text: yTitle, color: style("--muted") },
        grid: { color: style("--rule") },
        border: { display: false },
        ticks: { color: style("--muted"), maxTicksLimit: 6, precision: 0, callback: value => short.format(value) }
      }
    }
  });

  // A thin line where a run took over from one that had ended.
  const runStarts = (throughput) => ({
    id: "runStarts",
    afterDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      throughput.runStarts.slice(1).forEach(start => {
        const x = scales.x.getPixelForValue(start.atSeconds);
        ctx.save();
        ctx.strokeStyle = style("--muted");
        ctx.fillStyle = style("--muted");
        ctx.setLineDash([3, 3]);
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
        ctx.textAlign = x > (chartArea.left + chartArea.right) / 2 ? "right" : "left";
        ctx.fillText("run " + start.runId, ctx.textAlign === "right" ? x - 5 : x + 5, chartArea.top + 10);
        ctx.restore();
      });
    }
  });

  const throughputChart = throughput => {
    const last = throughput.points[throughput.points.length - 1];
    const end = last.atSeconds + throughput.bucketSeconds;
    const points = throughput.points.map(point => ({ x: point.atSeconds, y: point.rowsPerSecond, bytes: point.bytesPerSecond }));
    points.push({ x: end, y: last.rowsPerSecond, bytes: last.bytesPerSecond });
    const settings = options("time with chunks in flight", "rows/s");
    settings.scales.x.type = "linear";
    settings.scales.x.min = 0;
    settings.scales.x.max = end;
    settings.scales.x.ticks.callback = value => duration(value);
    settings.plugins.tooltip = {
      displayColors: false,
      callbacks: {
        title: items => "at " + duration(items[0].parsed.x),
        label: item => whole.format(item.parsed.y) + " rows/s, " + (item.raw.bytes / 1e6).toFixed(1) + " MB/s"
      }
    };
    return new Chart(document.getElementById("throughput"), {
      type: "line",
      data: {
        datasets: [{
          data: points, stepped: "before", pointRadius: 0, borderWidth: 1.5, fill: "origin",
          borderColor: style("--line"), backgroundColor: style("--area")
        }]
      },
      options: settings,
      plugins: [runStarts(throughput)]
    });
  };

  const durationsChart = durations => {
    const settings = options("duration of a chunk", "chunks");
    const from = index => index * durations.binSeconds;
    settings.scales.x.ticks.callback = index => duration(from(index));
    settings.plugins.tooltip = {
      displayColors: false,
      callbacks: {
        title: items => duration(from(items[0].dataIndex)) + " to " + duration(from(items[0].dataIndex + 1)),
        label: item => whole.format(item.parsed.y) + (item.parsed.y === 1 ? " chunk" : " chunks")
      }
    };
    return new Chart(document.getElementById("durations"), {
      type: "bar",
      data: {
        labels: durations.bins.map((count, index) => duration(from(index))),
        datasets: [{ data: durations.bins, backgroundColor: style("--line"), barPercentage: 1, categoryPercentage: 0.92 }]
      },
      options: settings
    });
  };

  const draw = () => {
    charts.splice(0).forEach(chart => chart.destroy());
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    if (data.throughput) {
      charts.push(throughputChart(data.throughput));
    }
    if (data.durations) {
      charts.push(durationsChart(data.durations));
    }
  };

  draw();
  dark.addEventListener("change", draw);
  // On paper the page is light, whatever the screen was.
  matchMedia("print").addEventListener("change", draw);
})();
