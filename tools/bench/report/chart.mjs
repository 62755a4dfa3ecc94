import { formatRatio, formatTime } from './table.mjs';

const layout = { width: 760, label: 250, bar: 380, line: 22, gap: 30, top: 20 };

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .head { font-weight: 600 }
  .note { fill: #59636e }
  .bar { fill: #9aa4ae }
  .ours { fill: #1a7f37 }
  .floor { fill: #d0d7de }
  .spread { stroke: #59636e }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc } .note { fill: #9198a1 } .bar { fill: #656c76 }
    .ours { fill: #3fb950 } .floor { fill: #3d444d } .spread { stroke: #9198a1 }
  }`;

const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escaped(text) {
  return text.replace(/[&<>"]/g, (letter) => entities[letter]);
}

function className(id) {
  if (id === 'ours') return 'ours';
  return id === 'floor' ? 'floor' : 'bar';
}

function barOf(row, y, scale) {
  const { label, bar } = layout;
  const width = Math.max((row.wall.median / scale) * bar, 1);
  const [low, high] = [row.wall.min, row.wall.max].map((value) => label + (value / scale) * bar);
  const end = Math.max(label + width, high);
  const note = `${formatTime(row.wall.median)}, ${formatRatio(row.timesOurs)}`;
  return [
    `<text x="${label - 8}" y="${y + 13}" text-anchor="end">${escaped(row.id === 'floor' ? 'floor' : row.title)}</text>`,
    `<rect class="${className(row.id)}" x="${label}" y="${y + 2}" width="${width.toFixed(1)}" height="15" rx="2"/>`,
    `<path class="spread" d="M${low.toFixed(1)} ${y + 9.5}H${high.toFixed(1)}"/>`,
    `<text class="note" x="${(end + 6).toFixed(1)}" y="${y + 13}">${note}</text>`,
  ].join('\n');
}

/** Bars of one scenario, each on the scale of that scenario; what does not count is left out. */
function groupOf({ title, rows }, top) {
  const shown = rows
    .filter((row) => row.invalid === undefined)
    .sort((left, right) => left.wall.median - right.wall.median);
  const scale = Math.max(...shown.map(({ wall }) => wall.max));
  const bars = shown.map((row, index) => barOf(row, top + layout.line * (index + 1), scale));
  const head = `<text class="head" x="0" y="${top + 13}">${escaped(title)}</text>`;
  return { text: [head, ...bars].join('\n'), height: layout.line * (shown.length + 1) };
}

/**
 * A drawing of all scenarios that needs nothing else: no script, no font, no other file.
 *
 * @param {{title: string, rows: object[]}[]} sections
 */
export function drawChart(sections) {
  let top = layout.top;
  const groups = [];
  for (const section of sections) {
    const { text, height } = groupOf(section, top);
    groups.push(text);
    top += height + layout.gap;
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${layout.width} ${top}" role="img">
<title>Seconds per run, and how many times ours</title>
<style>${style}
</style>
${groups.join('\n')}
</svg>
`;
}
