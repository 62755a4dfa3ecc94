/**
 * Measures what verified inputs cost in the process of the tests: `npm run bench -- verify`. Each round runs the tests
 * of a service with pytest by hand, and the same with all that verified inputs add to it: the recorder of files
 * and variables, and the finder that hides packages. Which comes first changes with each round.
 */
import { join } from 'node:path';
import { repository } from '../../setup/run.mjs';
import { measure } from '../measure/process.mjs';
import { median, quartiles } from '../measure/statistics.mjs';
import { describeMachine } from '../report/machine.mjs';
import { alignColumns } from '../report/table.mjs';
import { replaceSection, writeJson } from '../report/write.mjs';
import { serviceWorkspace } from './workspace.mjs';

/** The plugin's own functions, as they are built. */
const built = (module) => import(join(repository, 'packages', 'python', 'dist', `${module}.js`));

/** Tools that no test of the service may see. */
const hidden = new Set(['ruff', 'mypy', 'mypy-extensions', 'pathspec', 'librt']);

const pytest = ({ root }) => join(root, '.venv', 'bin', 'pytest');
const tests = ['-q', 'libs/service/tests/unit'];

function byHand(workspace) {
  return [{ command: [pytest(workspace), ...tests] }];
}

/** What the plugin gives to a run whose inputs are verified. */
async function verified(workspace) {
  const { makeLists, noteArguments, noteVariables } = await built('verify/lists');
  const { writePackages } = await built('verify/packages');
  const { readInstalled } = await built('environment/installed');
  const { root } = workspace;
  const lists = join(root, '.lists', 'of-run');
  const installed = readInstalled(join(root, '.venv'), join(root, '.lists'));
  const names = installed.distributions.map(({ name }) => name);
  const closure = new Set(names.filter((name) => !hidden.has(name)));
  await makeLists(lists);
  await writePackages(lists, installed, { closure, lock: 'uv.lock', refuses: true });
  const env = noteVariables({ lists, workspaceRoot: root }, {});
  return [{ command: [pytest(workspace), ...noteArguments, ...tests], env }];
}

/** A run that noted nothing has measured nothing. */
async function checkNoted({ root }) {
  const { takeLists } = await built('verify/lists');
  const { files, complete } = await takeLists(join(root, '.lists', 'of-run'), root);
  if (!complete || !files.has('libs/service/src/service/data/d0.json'))
    throw new Error('The tests of the bench ran without noting what they read.');
}

function cpuOf(steps, { root }) {
  const { cpu, status, output } = measure(steps, root);
  if (status !== 0) throw new Error(`The tests of the bench failed.\n${output}`);
  return cpu;
}

async function measureRounds(workspace, runs, log) {
  const ways = [
    ['hand', byHand],
    ['verified', verified],
  ];
  const results = { hand: [], verified: [] };
  for (let round = 0; round <= runs; round++) {
    for (const [id, stepsOf] of round % 2 === 0 ? ways : ways.toReversed()) {
      const cpu = cpuOf(await stepsOf(workspace), workspace);
      if (id === 'verified') await checkNoted(workspace);
      // The first round fills caches of compiled files.
      if (round > 0) results[id].push(cpu);
    }
    log(`  verify ${round}/${runs}`);
  }
  return results;
}

/** What verifying takes more, round by round, as a share of pytest by hand. */
export function costs({ hand, verified }) {
  return quartiles(verified.map((cpu, round) => cpu / hand[round] - 1));
}

function tableOf(results) {
  const percent = (value) => `${(value * 100).toFixed(1)} %`;
  const { low, median: middle, high } = costs(results);
  const seconds = (values) => `${median(values).toFixed(2)} s`;
  return [
    ['', 'CPU'],
    ['pytest by hand', seconds(results.hand)],
    ['pytest with verified inputs', seconds(results.verified)],
    ['what they cost (quartiles)', `${percent(middle)} (${percent(low)} to ${percent(high)})`],
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
export async function benchVerify({ runs, docs, out }) {
  const machine = describeMachine();
  const workspace = serviceWorkspace();
  try {
    const results = await measureRounds(workspace, runs, (text) => console.error(text));
    const table = tableOf(results);
    console.log(alignColumns(table));
    if (out) writeJson(out, { machine, runs, results });
    if (docs) replaceSection('verify figures', markdown(machine, runs, table));
  } finally {
    workspace.dispose();
  }
}
