/**
 * Measures what verified inputs cost: `npm run bench -- verify`. Each round runs the tests of a service
 * through Nx with `verifyInputs` on and off, and with pytest by hand, in another order each time.
 */
import { join } from 'node:path';
import { nxStep } from '../contenders/nx.mjs';
import { measure } from '../measure/process.mjs';
import { median, quartiles } from '../measure/statistics.mjs';
import { describeMachine } from '../report/machine.mjs';
import { alignColumns } from '../report/table.mjs';
import { replaceSection, writeJson } from '../report/write.mjs';
import { serviceWorkspace } from './workspace.mjs';

function throughNx(workspace) {
  return [nxStep(workspace, ['run', 'service:test:unit', '--skip-nx-cache'])];
}

function byHand(workspace) {
  const pytest = join(workspace.root, '.venv', 'bin', 'pytest');
  return [{ command: [pytest, '-q', 'libs/service/tests/unit'] }];
}

function measured(steps, workspace) {
  const { cpu, status, output } = measure(steps, workspace.root);
  if (status !== 0) throw new Error(`The tests of the bench failed.\n${output}`);
  return cpu;
}

function measureRounds(ways, runs, log) {
  const results = Object.fromEntries(ways.map(({ id }) => [id, []]));
  for (let round = 0; round <= runs; round++) {
    const order = ways.map((_, index) => ways[(index + round) % ways.length]);
    for (const { id, steps, workspace } of order) {
      const cpu = measured(steps(workspace), workspace);
      // The first round fills caches of compiled files.
      if (round > 0) results[id].push(cpu);
    }
    log(`  verify ${round}/${runs}`);
  }
  return results;
}

/** What `on` takes more than `off`, round by round, as a share of pytest by hand. */
export function costs({ on, off, hand }) {
  const base = median(hand);
  return quartiles(on.map((cpu, round) => (cpu - off[round]) / base));
}

function tableOf(results) {
  const percent = (value) => `${(value * 100).toFixed(1)} %`;
  const { low, median: middle, high } = costs(results);
  const seconds = (values) => `${median(values).toFixed(2)} s`;
  return [
    ['', 'CPU'],
    ['pytest by hand', seconds(results.hand)],
    ['through Nx, `verifyInputs: "off"`', seconds(results.off)],
    ['through Nx, `verifyInputs: "error"`', seconds(results.on)],
    [
      'what it costs, of pytest by hand (quartiles)',
      `${percent(middle)} (${percent(low)} to ${percent(high)})`,
    ],
  ];
}

function markdown(machine, runs, table) {
  const rows = table.map((cells) => `| ${cells.join(' | ')} |`);
  rows.splice(1, 0, '|---|---|');
  const about = `Measured on ${machine.date} at commit ${machine.commit}: ${machine.platform}, ${machine.cores} cores, load ${machine.load} at the start; ${runs} rounds, medians.`;
  return `${about}\n\n${rows.join('\n')}\n`;
}

/**
 * Measures, prints, and writes where asked to.
 *
 * @param {{runs: number, docs: boolean, out?: string}} settings
 */
export function benchVerify({ runs, docs, out }) {
  const machine = describeMachine();
  const [on, off] = [serviceWorkspace('error'), serviceWorkspace('off')];
  try {
    const ways = [
      { id: 'on', workspace: on, steps: throughNx },
      { id: 'off', workspace: off, steps: throughNx },
      { id: 'hand', workspace: off, steps: byHand },
    ];
    const results = measureRounds(ways, runs, (text) => console.error(text));
    const table = tableOf(results);
    console.log(alignColumns(table));
    if (out) writeJson(out, { machine, runs, results });
    if (docs) replaceSection('verify figures', markdown(machine, runs, table));
  } finally {
    on.dispose();
    off.dispose();
  }
}
