'use strict';
// What each origin says of a figure: a bar from the least to the most, an arrow where there is no most, a ring at the number that was
// stated. The words of one origin follow one another in order of publication, joined by a trail.
reportsCharts.draw('intervals', (data, look) => {
  // Names of other scripts turn nothing around them, and braces mean nothing to the picture.
  const safe = text => '\u2068' + text.replace(/[{}]/g, c => c === '{' ? '❴' : '❵') + '\u2069';
  const number = value => value >= 1e9 ? value / 1e9 + ' bn' : value >= 1e6 ? value / 1e6 + ' m' : value.toLocaleString('en');
  const rows = data.rows;
  const isLong = rows.length > 8;
  const left = look.isNarrow ? 104 : 190;
  const positive = rows.flatMap(row => [row.low, row.high, row.anchor]).filter(value => value > 0);
  const least = data.log ? 10 ** Math.floor(Math.log10(Math.min(...positive) * .95)) : 0;
  const most = Math.max(1, ...positive) * (data.log ? 2 : rows.some(row => row.high === undefined) ? 1.15 : 1.04);
  const on = value => Math.max(value, least);
  const at = row => row.anchor ?? row.low;
  const colour = row => row.kind === 'denied' ? look.mark : row.lost ? look.soft : look.colour(0);

  function draw(params, api) {
    const row = rows[params.dataIndex];
    const [x0, y] = api.coord([on(row.low), params.dataIndex]);
    const area = params.coordSys;
    const right = area.x + area.width;
    const x1 = row.high === undefined ? right - 11 : api.coord([on(row.high), params.dataIndex])[0];
    const isUnbounded = row.low === 0 && row.high === undefined;
    const opacity = row.kind === 'revised' || isUnbounded ? .4 : 1;
    const [from, to] = [Math.max(x0, area.x), Math.min(x1, right)];
    const children = [];
    const [x] = api.coord([on(at(row)), params.dataIndex]);
    if (row.from !== undefined) {
      const [before, above] = api.coord([on(row.from), params.dataIndex - 1]);
      children.push({ type: 'line', shape: { x1: before, y1: above, x2: x, y2: y }, style: { stroke: look.soft, lineWidth: 1.5, lineDash: [3, 3] } });
    }
    if (row.high !== row.low && to > from) children.push({
      type: 'rect', shape: { x: from, y: y - 5, width: Math.max(to - from, 2), height: 10 },
      style: row.kind === 'denied' ? { fill: look.back, stroke: colour(row), lineWidth: 1.5 } : { fill: colour(row), opacity },
    });
    if (row.high === undefined) children.push({ type: 'polygon', shape: { points: [[right - 11, y - 9], [right, y], [right - 11, y + 9]] }, style: { fill: colour(row), opacity } });
    if ((row.anchor !== undefined || row.high === row.low) && x >= area.x && x <= right) children.push({ type: 'circle', shape: { cx: x, cy: y, r: 5 }, style: { fill: look.back, stroke: colour(row), lineWidth: 2.5, opacity } });
    return { type: 'group', children };
  }

  return {
    grid: { left, right: look.isNarrow ? 16 : 160, top: 10, bottom: isLong ? 60 : 30 },
    tooltip: {
      formatter: point => {
        const row = rows[point.dataIndex];
        return row ? [safe(row.name) + (row.lost ? ' (attribution lost)' : ''), row.says + (row.means !== row.says ? ' = ' + row.means : ''), (row.kind === 'revised' ? 'until revised, ' : '') + 'published ' + row.published].join('\n') : '';
      },
    },
    xAxis: {
      type: data.log ? 'log' : 'value', min: data.log ? least : 0, max: most, axisLine: { show: true, lineStyle: { color: look.soft } }, splitLine: { lineStyle: { color: look.line } },
      splitNumber: look.isNarrow ? 3 : 6, axisLabel: { color: look.soft, hideOverlap: true, showMaxLabel: false, formatter: number },
    },
    yAxis: [{
      type: 'category', inverse: true, data: rows.map((row, i) => row.first ? safe(row.name) : ''), axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { color: look.ink, width: left - 16, overflow: 'truncate', interval: 0 },
    }, {
      type: 'category', inverse: true, show: !look.isNarrow, position: 'right', data: rows.map(row => row.says), axisTick: { show: false }, axisLine: { show: false },
      axisLabel: { color: look.soft, width: 148, overflow: 'truncate', interval: 0 },
    }],
    dataZoom: isLong ? [{ type: 'slider', height: 18, bottom: 8, filterMode: 'none', borderColor: look.line, textStyle: { color: look.soft }, labelFormatter: value => number(Math.round(value)), showDataShadow: false }] : [],
    series: [{
      type: 'custom', renderItem: draw, clip: true, encode: { x: [0, 1], y: 2 }, data: rows.map((row, i) => [on(row.low), on(row.high ?? most), i]),
      markArea: data.envelope && { silent: true, itemStyle: { color: look.soft, opacity: .12 }, data: [[{ xAxis: on(data.envelope[0]) }, { xAxis: on(data.envelope[1]) }]] },
    }],
  };
});
