'use strict';
// Who said what of a district, and when: a band for each origin, bars over the days for which facts hold.
reportsCharts.draw('bands', (data, look) => {
  const DAY = 86400000;
  // Names of other scripts turn nothing around them, and braces mean nothing to the picture.
  const safe = text => '\u2068' + text.replace(/[{}]/g, c => c === '{' ? '❴' : '❵') + '\u2069';
  const dateOf = day => new Date(day * DAY).toISOString().slice(0, 10);
  const bands = data.bands;
  const bars = bands.flatMap((band, row) => band.bars.map(bar => ({ ...bar, row, kind: band.kind })));
  const days = bars.flatMap(bar => [bar.from, bar.to + 1, ...bar.published === undefined ? [] : [bar.published]]).concat(data.on);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  // What was said of the place is shown first; what happened there long before is one movement away.
  const said = bars.filter(bar => bar.kind === 'origin').map(bar => bar.from);
  const start = said.length ? Math.max(first, Math.min(...said) - Math.max(7, (data.on - Math.min(...said)) * .05)) : first;
  const margin = Math.max(2, (last - start) * .04);
  const left = look.isNarrow ? 96 : 170;

  // Bars of one band that meet share its height.
  const lanes = bands.map(() => []);
  for (const bar of bars) {
    const ends = lanes[bar.row];
    const end = bar.open ? Math.max(data.on, bar.to) : bar.to;
    let lane = ends.findIndex(until => until < bar.from);
    if (lane < 0 && ends.length < 4) lane = ends.push(-Infinity) - 1;
    bar.lane = Math.max(lane, 0);
    const before = bars.findLast(other => other !== bar && other.row === bar.row && other.lane === bar.lane);
    if (before) before.next = bar.from;
    ends[bar.lane] = Math.max(ends[bar.lane], end);
  }

  // Each lane is a row of the picture, so that a band is as high as it needs to be; its first row has its name.
  const rows = bands.flatMap((band, row) => Array.from({ length: Math.max(1, lanes[row].length) }, (_, lane) => ({ row, name: lane ? '' : band.name })));
  for (const bar of bars) bar.line = rows.findIndex(other => other.row === bar.row) + bar.lane;

  function draw(params, api) {
    const bar = bars[params.dataIndex];
    const [x0, middle] = api.coord([bar.from * DAY, bar.line]);
    const end = bar.open ? Math.max(data.on, bar.to) : bar.to + 1;
    const [x1] = api.coord([end * DAY, bar.line]);
    const [slot, thick] = [api.size([0, 1])[1], 9];
    const y = middle + slot / 2 - thick - 3;
    const width = Math.max(x1 - x0, 5);
    const area = params.coordSys;
    const clip = (x, w) => { const a = Math.max(x, area.x), b = Math.min(x + w, area.x + area.width); return b > a ? [a, b - a] : null; };
    const seen = clip(x0, width);
    if (!seen) return;
    const looks = bar.looks.length ? bar.looks.map(look.party) : [{ color: bar.kind === 'figure' ? look.link : look.soft }];
    const children = looks.map((party, i) => ({
      type: 'rect', shape: { x: seen[0], y: y + thick / looks.length * i, width: seen[1], height: thick / looks.length },
      style: bar.hollow
        ? { fill: look.back, stroke: party.color, lineWidth: 2 }
        : { fill: party.color, ...party.decal && { decal: party.decal }, opacity: bar.pale ? .45 : 1, ...bar.marked && { stroke: look.mark, lineWidth: 2 } },
    }));
    if (bar.open && x0 + width < area.x + area.width) {
      const tip = seen[0] + seen[1];
      children.push({ type: 'polygon', shape: { points: [[tip, y - 3], [tip + 9, y + thick / 2], [tip, y + thick + 3]] }, style: { fill: looks[0].color, opacity: bar.pale ? .45 : 1 } });
    }
    if (bar.published !== undefined) {
      const [x] = api.coord([bar.published * DAY, bar.line]);
      if (clip(x, 1)) children.push({ type: 'circle', shape: { cx: x, cy: y + thick / 2, r: 4 }, style: { fill: look.back, stroke: looks[0].color, lineWidth: 2 } });
    }
    const room = (bar.next === undefined ? area.x + area.width : api.coord([bar.next * DAY, bar.line])[0]) - seen[0] - 2;
    if (room > 40) children.push({
      type: 'text', style: { text: safe(bar.says), x: seen[0], y: y - 3, verticalAlign: 'bottom', fill: look.ink, fontSize: 11, width: room, overflow: 'truncate' },
    });
    return { type: 'group', children };
  }

  return {
    // A line of words and a bar for each lane.
    pageHeight: 90 + rows.length * 28,
    grid: { left, right: 20, top: 26, bottom: 58 },
    tooltip: {
      formatter: point => {
        const bar = bars[point.seriesIndex ? -1 : point.dataIndex];
        if (!bar) return '';
        return [safe(bands[bar.row].name), safe(bar.says), dateOf(bar.from) + (bar.open ? ', no end stated' : bar.to > bar.from ? ' to ' + dateOf(bar.to) : ''),
          ...bar.published === undefined ? [] : ['published ' + dateOf(bar.published)]].join('\n');
      },
    },
    xAxis: {
      type: 'time', min: (first - margin) * DAY, max: (last + margin) * DAY, position: 'bottom', splitLine: { show: true, lineStyle: { color: look.line } },
      axisLine: { lineStyle: { color: look.soft } }, axisLabel: { color: look.soft, hideOverlap: true, formatter: at => dateOf(Math.round(at / DAY)) },
      splitNumber: look.isNarrow ? 3 : 7,
    },
    yAxis: {
      type: 'category', inverse: true, data: rows.map(row => row.name && safe(row.name)), axisTick: { show: false }, axisLine: { show: false },
      splitArea: { show: true, interval: 0, areaStyle: { color: rows.map(({ row }) => row % 2 ? look.back : look.band) } },
      axisLabel: { color: look.ink, width: left - 16, overflow: 'truncate', interval: 0 },
    },
    useUTC: true,
    dataZoom: [
      { type: 'slider', startValue: (start - margin * (start === first)) * DAY, height: 18, bottom: 8, borderColor: look.line, textStyle: { color: look.soft }, labelFormatter: at => dateOf(Math.round(at / DAY)), showDataShadow: false },
    ],
    series: [{
      type: 'custom', renderItem: draw, clip: true, encode: { x: [0, 1], y: 2 }, data: bars.map(bar => [bar.from * DAY, (bar.to + 1) * DAY, bar.line]),
    }, {
      // The date that is shown, through all bands.
      type: 'custom', silent: true, clip: false, tooltip: { show: false }, encode: { x: 0 }, data: [[data.on * DAY, 0]],
      renderItem: (params, api) => {
        const area = params.coordSys;
        const [x] = api.coord([data.on * DAY, 0]);
        if (x < area.x || x > area.x + area.width) return;
        return { type: 'group', children: [
          { type: 'line', shape: { x1: x, x2: x, y1: area.y - 4, y2: area.y + area.height }, style: { stroke: look.mark, lineWidth: 1.5, lineDash: [4, 3] } },
          { type: 'text', style: { text: dateOf(data.on), x, y: area.y - 6, align: x > area.x + area.width - 60 ? 'right' : 'center', verticalAlign: 'bottom', fill: look.mark, fontSize: 11 } },
        ] };
      },
    }],
  };
});
