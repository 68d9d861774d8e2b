"use strict";
(() => {
  const charts = JSON.parse(document.getElementById("chart-data").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });
  const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
  const drawn = new Map();

  const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const number = value => Math.abs(value) >= 1e4 ? short.format(value) : String(Number(value.toPrecision(4)));

  const options = () => ({
    animation: false,
    maintainAspectRatio: false,
    plugins: { legend: { display: false }, tooltip: { displayColors: false } },
    scales: {
      x: { grid: { display: false }, border: { color: style("--rule") }, ticks: { color: style("--muted"), maxRotation: 0, autoSkipPadding: 12 } },
      y: { beginAtZero: true, grid: { color: style("--rule") }, border: { display: false }, ticks: { color: style("--muted") } }
    }
  });

  const bins = (canvas, chart) => {
    const from = index => chart.from + index * chart.width;
    const settings = options();
    settings.scales.y.ticks.maxTicksLimit = 4;
    settings.scales.y.ticks.precision = 0;
    settings.scales.y.ticks.callback = value => short.format(value);
    settings.plugins.tooltip.callbacks = {
      title: items => number(from(items[0].dataIndex)) + " to " + number(from(items[0].dataIndex + 1)),
      label: item => whole.format(item.parsed.y)
    };
    return new Chart(canvas, {
      type: "bar",
      data: {
        labels: chart.counts.map((count, index) => number(from(index))),
        datasets: [{ data: chart.counts, backgroundColor: style("--line"), barPercentage: 1, categoryPercentage: 0.92 }]
      },
      options: settings
    });
  };

  const top = (canvas, chart) => {
    const settings = options();
    settings.indexAxis = "y";
    settings.scales.x.ticks.callback = value => short.format(value);
    settings.scales.x.ticks.maxTicksLimit = 4;
    settings.scales.y.grid = { display: false };
    settings.scales.y.ticks.autoSkip = false;
    settings.scales.y.ticks.font = { size: 10 };
    settings.plugins.tooltip.callbacks = { label: item => whole.format(item.parsed.x) };
    return new Chart(canvas, {
      type: "bar",
      data: {
        labels: chart.labels.map(label => label === "" ? "(empty)" : label),
        datasets: [{ data: chart.counts, backgroundColor: style("--line"), barPercentage: 0.9, categoryPercentage: 0.9 }]
      },
      options: settings
    });
  };

  const draw = chart => {
    const canvas = document.getElementById(chart.id);
    if (drawn.has(chart.id)) {
      drawn.get(chart.id).destroy();
    }
    drawn.set(chart.id, chart.kind === "bins" ? bins(canvas, chart) : top(canvas, chart));
  };

  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  // A page may have hundreds of charts: each is drawn when it comes into sight.
  const byId = new Map(charts.map(chart => [chart.id, chart]));
  const sight = new IntersectionObserver(entries => entries.filter(entry => entry.isIntersecting).forEach(entry => {
    sight.unobserve(entry.target);
    draw(byId.get(entry.target.id));
  }), { rootMargin: "400px" });
  charts.forEach(chart => sight.observe(document.getElementById(chart.id)));
  const again = () => charts.filter(chart => drawn.has(chart.id)).forEach(draw);
  dark.addEventListener("change", again);
  addEventListener("beforeprint", () => charts.forEach(draw));
})();
