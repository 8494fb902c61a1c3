'use strict';
// Draws every figure of class "chart" from the data block inside it. A script of a page says how its kind is drawn:
//   reportsCharts.draw('bands', (data, look) => option)
// where option is one of ECharts, with a pageHeight in pixels where the chart needs another one than it is given, and look has the
// colours of the page. Without this script the table below a chart has the same.
const reportsCharts = (() => {
  const kinds = new Map();
  const drawn = new Map();
  const patterns = [null,
    { symbol: 'rect', rotation: Math.PI / 4, dashArrayX: [1, 0], dashArrayY: [2, 5] },
    { symbol: 'circle', symbolSize: .5, dashArrayX: [[6, 6], [0, 6, 6, 0]], dashArrayY: [6, 0] },
    { symbol: 'rect', rotation: 0, dashArrayX: [1, 0], dashArrayY: [2, 6] },
    { symbol: 'rect', rotation: 0, dashArrayX: [2, 6], dashArrayY: [1, 0] },
    { symbol: 'rect', symbolSize: .7, dashArrayX: [4, 4], dashArrayY: [4, 4] }];

  function look() {
    const style = getComputedStyle(document.documentElement);
    const of = name => style.getPropertyValue('--' + name).trim();
    return {
      ink: of('ink'), soft: of('soft'), line: of('line'), band: of('band'), back: of('back'), mark: of('mark'), link: of('link'),
      isNarrow: innerWidth < 640,
      // The look of a party, as PartyPalette numbers it: a colour and a pattern on it.
      party: number => ({ color: of('c' + Math.floor(number / 6)), decal: patterns[number % 6] && { ...patterns[number % 6], color: of('over') } }),
      colour: number => of('c' + number % 7),
    };
  }

  function show(figure) {
    const build = kinds.get(figure.dataset.chart);
    if (!build) return;
    const canvas = figure.querySelector('.canvas');
    const now = look();
    const { pageHeight, ...option } = build(JSON.parse(figure.querySelector('script[type="application/json"]').textContent), now);
    canvas.hidden = false;
    canvas.style.height = (pageHeight ?? canvas.dataset.height) + 'px';
    let chart = drawn.get(figure.id);
    // After an update in place the element is another one.
    if (chart && chart.getDom() !== canvas) { chart.dispose(); chart = null; }
    if (!chart) {
      drawn.set(figure.id, chart = echarts.init(canvas, null, { renderer: 'canvas' }));
      if (figure.dataset.closes !== undefined) figure.querySelector('details').open = false;
    }
    // Tooltips that are HTML would need styles inside the page, which its policy forbids.
    chart.setOption({
      animation: false, textStyle: { color: now.ink, fontFamily: 'system-ui, sans-serif' }, aria: { enabled: false, decal: { show: false } }, ...option,
      tooltip: option.tooltip && { renderMode: 'richText', confine: true, backgroundColor: now.back, borderColor: now.soft, textStyle: { color: now.ink }, ...option.tooltip },
    }, true);
    chart.resize();
  }

  const showAll = () => document.querySelectorAll('figure.chart').forEach(show);
  addEventListener('resize', showAll);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', showAll);
  document.addEventListener('DOMContentLoaded', showAll);
  // The page was brought up to date.
  document.addEventListener('reports:updated', showAll);
  return { draw: (kind, build) => kinds.set(kind, build), showAll, chartOf: id => drawn.get(id) };
})();
