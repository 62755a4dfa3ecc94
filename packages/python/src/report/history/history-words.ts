import { seconds } from '../stage-words.js';
import type { HistoryFigures, Rate } from './history-figures.js';

const timeText = (milliseconds: number | null) =>
  milliseconds === null ? 'not recorded' : seconds(milliseconds);

function rateText(rate: Rate): string {
  if (rate === null) return 'not recorded';
  return `${Math.round((100 * rate.hits) / rate.of)} % (${rate.hits} of ${rate.of})`;
}

function signalText(name: string, { runs, p50, p95 }: HistoryFigures['signal']): string {
  return `${name.padEnd(22)}  p50 ${timeText(p50)}, p95 ${timeText(p95)}, ${runs} runs`;
}

const rateNames = {
  nx: 'tasks of Nx',
  uv: 'packages of uv',
  mypy: "mypy's cache",
  sccache: 'sccache',
  buildkit: 'BuildKit',
} as const;

/** A history in words. */
export function historyText(figures: HistoryFigures): string {
  const { runs, elsewhere, verdicts, signal, working, rates, compiled, slowest, flaky } = figures;
  const kinds = Object.entries(verdicts).flatMap(([name, count]) =>
    count === 0 ? [] : [`${count} ${name}`],
  );
  const place = elsewhere === 0 ? '' : `; ${elsewhere} of them in this checkout or another one`;
  const lines = [
    `${runs} runs: ${kinds.join(', ')}${place}`,
    '',
    signalText('signal', signal),
    signalText('signal with work to do', working),
    '',
    'found in a cache:',
    ...(Object.keys(rateNames) as (keyof typeof rateNames)[]).map(
      (key) => `  ${rateNames[key].padEnd(14)}  ${rateText(rates[key])}`,
    ),
    ...(compiled.length === 0 ? [] : ['', 'compiled, least from the cache first:']),
    ...compiled.map((part) => `  ${rateText(part).padStart(18)}  ${part.projects.join(', ')}`),
    '',
    'slowest projects, all runs together:',
    ...slowest.map(
      ([project, milliseconds]) => `  ${seconds(milliseconds).padStart(8)}  ${project}`,
    ),
    ...(slowest.length === 0 ? ['  none'] : []),
    '',
    'flaky tests, green and red with the same hash:',
    ...flaky.flatMap(({ id, tests, successes, failures }) => [
      `  ${id}: ${failures} times red, ${successes} times green`,
      ...tests.slice(0, 10).map((test) => `    ${test}`),
    ]),
    ...(flaky.length === 0 ? ['  none'] : []),
  ];
  return lines.join('\n');
}
