import { markdownRows } from '../../report/table.mjs';

const milliseconds = (value) => (value < 10 ? value.toFixed(2) : value.toFixed(0));

/** As many rounds as it takes for the middle half of them to say something. */
const enoughRounds = 5;

function ratioText({ low, median, high }, rounds) {
  const spread = rounds < enoughRounds ? '' : ` (${low.toFixed(2)} to ${high.toFixed(2)})`;
  return `${median.toFixed(2)} ×${spread}`;
}

/** Requests per second, processor time of one, half and 99 % of the times; errors are never left out. */
function cell(result, ours, rounds) {
  if (!result) return '-';
  const { perSecond, p50, p99, cpu, ratio, cpuRatio, errors } = result;
  const text = `${Math.round(perSecond)}/s`;
  const times =
    p50 === undefined
      ? ''
      : ` (${milliseconds(p50)}, ${milliseconds(p99)} ms; CPU ${(cpu * 1000).toFixed(0)} µs${result === ours ? '' : `, ${ratioText(cpuRatio, rounds)}`})`;
  const compared = result === ours ? '' : `, ${ratioText(ratio, rounds)}`;
  return `${text}${compared}${times}${errors > 0 ? `, ${errors} errors` : ''}`;
}

/** Rows of cells: a scenario each, a column per server; ratios are those to the first column, in its round. */
export function cacheTable({ servers, rows, rounds, memory }) {
  const head = ['', ...servers.map(({ title }) => title)];
  const lines = rows.map(({ title, results }) => [
    title,
    ...servers.map(({ id }) => cell(results[id], results[servers[0].id], rounds)),
  ]);
  const peaks = servers.map(({ id }) => (memory[id] ? `${Math.round(memory[id])} MB` : '-'));
  return [head, ...lines, ['peak memory, 2 × 120 MB up and down', ...peaks]];
}

/** The section of docs/benchmarks.md. */
export function cacheMarkdown({ machine, seconds, absent, ...results }) {
  const intro = [
    `Measured on ${machine.date} at commit ${machine.commit}: ${machine.platform}, ${machine.cores} cores, load ${machine.load} at the start,`,
    `${results.rounds} rounds of ${seconds} s per cell, the median of them; ratios are those of rounds beside each other, in brackets the middle half of them; measured on servers that have run for one more; in brackets, half and 99 % of the answers came within, and what one took of the server’s processor time.`,
    ...absent.map(({ title, reason }) => `${title} is missing: ${reason}.`),
  ];
  return `${intro.join('\n')}\n\n${markdownRows(cacheTable(results))}\n`;
}
