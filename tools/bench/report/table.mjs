/** Seconds, or milliseconds where a second is long. */
export function formatTime(seconds) {
  if (seconds === undefined) return '-';
  if (seconds < 0.1) return `${(seconds * 1000).toFixed(0)} ms`;
  return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

/** `1.5 s (1.4–1.8)`. */
export function formatSpread({ median, min, max }) {
  if (min === max) return formatTime(median);
  const unit = median < 0.1 ? 1000 : 1;
  const digits = median < 0.1 ? 0 : median < 10 ? 2 : 1;
  const [low, high] = [min, max].map((value) => (value * unit).toFixed(digits));
  return `${formatTime(median)} (${low}–${high})`;
}

/** `1.23 ×`. */
export function formatRatio(value) {
  return value === undefined ? '-' : `${value.toFixed(value < 10 ? 2 : 1)} ×`;
}

const head = ['', 'wall', 'CPU', 'of ours', 'of the floor', 'ran'];

function cellsOf(row) {
  return [
    row.invalid ? `${row.title} (invalid: ${row.invalid})` : row.title,
    formatSpread(row.wall),
    formatTime(row.cpu.median),
    formatRatio(row.timesOurs),
    formatRatio(row.timesFloor),
    row.ran === undefined ? '-' : String(row.ran),
  ];
}

/** Quickest first; what does not count is last. */
function ordered(rows) {
  return [...rows].sort(
    (left, right) =>
      Number(left.invalid !== undefined) - Number(right.invalid !== undefined) ||
      left.wall.median - right.wall.median,
  );
}

/** Rows of cells as text, in columns. */
export function alignColumns(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, column) => (column ? cell.padStart : cell.padEnd).call(cell, widths[column]));
  return rows.map((row) => line(row).join('   ').trimEnd()).join('\n');
}

/** Rows of cells as a Markdown table; the first row is its head. */
export function markdownRows([first, ...rest]) {
  const rule = first.map((_, column) => (column ? '---:' : '---'));
  return [first, rule, ...rest].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** A scenario's rows as cells, the head included. */
export function tableOf(rows) {
  return [head, ...ordered(rows).map(cellsOf)];
}
