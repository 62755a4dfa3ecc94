/** Columns, by the heading of their table in docs/benchmarks.md. */
const scenarios = {
  'everything cold': 'Cold: every cache empty, environment ready, no daemon',
  'one line edited in a leaf': 'One line edited in a leaf, daemon on',
  'nothing changed': 'Fully cached, daemon on',
};

const contenders = [
  'nx-signal, NX_ISOLATE_PLUGINS=false',
  'nx-signal',
  'Turborepo, everything merged',
  'Turborepo, pytest per project',
  'Nx, a command per task',
  '@nxlv/python',
  'bare tools, over everything',
];

/** The cells of a scenario's table, by contender. */
function readTable(benchmarks, heading) {
  const [, body = ''] = benchmarks.split(`### ${heading}\n`);
  const lines = body.split(/^#/m)[0].split('\n');
  const rows = lines.filter((line) => line.startsWith('| '));
  return new Map(
    rows.map((line) => {
      const [name, wall = '', , , , ran = ''] = line.slice(2, -2).split(' | ');
      return [name, { wall: wall.replace(/ \(.*/, ''), ran }];
    }),
  );
}

function cellOf(row) {
  if (!row) return '–';
  return row.ran === '0' ? row.wall : `${row.wall}, ${row.ran} ran`;
}

/** The table of peers, made from the figures of docs/benchmarks.md. */
export function peersTable(benchmarks) {
  const tables = Object.values(scenarios).map((heading) => readTable(benchmarks, heading));
  const rows = contenders.map((name) => [name, ...tables.map((table) => cellOf(table.get(name)))]);
  const label = (name) => name.replace(/NX_\w+=\w+/, '`$&`');
  return [
    `| | ${Object.keys(scenarios).join(' | ')} |`,
    '|---|---:|---:|---:|',
    ...rows.map(([name, ...cells]) => `| ${label(name)} | ${cells.join(' | ')} |`),
  ].join('\n');
}

const marks = ['<!-- peers: begin -->', '<!-- peers: end -->'];

/** A page with that table between its marks. */
export function withPeersTable(page, benchmarks) {
  const [start, end] = marks.map((mark) => page.indexOf(mark));
  if (start < 0 || end < start) throw new Error(`the page lacks ${marks.join(' or ')}`);
  return `${page.slice(0, start + marks[0].length)}\n\n${peersTable(benchmarks)}\n\n${page.slice(end)}`;
}
