/** Our side: uv with a warm cache, and Nx with the packed plugin. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadBuilt } from '../audit/workspace.mjs';
import { nxStep, readNx } from '../contenders/nx.mjs';
import { countTests } from '../contenders/tasks.mjs';
import { green, ownTime, seconds } from './green.mjs';
import { fastTests, projects } from './shop.mjs';

const kinds = { lint: 'lint', typecheck: 'typecheck', 'test:unit': 'test', audit: 'audit' };

/** Tasks of the signal, at least: lint, types and tests of each project; an audit where it has packages. */
const leastTasks = projects.length * 3;

/** One run of Nx that must be green, all of whose tasks must have run, or all have been replayed. */
function runNx(root, args, { replayed = false, least = 1, env } = {}) {
  const measured = green(nxStep({ root }, args, { env }), root);
  const { ran, cached } = readNx(measured.output, kinds);
  const [wanted, other] = replayed ? [cached, ran] : [ran, cached];
  if (wanted.length >= least && other.length === 0) return measured;
  const counts = `${ran.length} tasks ran and ${cached.length} were replayed`;
  throw new Error(`Of \`nx ${args.join(' ')}\` ${counts}: it measures something else.`);
}

/** The third-party packages of the lock, into an environment that uv makes for them. */
export function installByUv(shop) {
  const root = shop.checkout('after-install');
  const sync = ['sync', '--frozen', '--quiet', '--all-packages', '--no-install-workspace'];
  return seconds([{ command: ['uv', ...sync] }], root);
}

/** Nx and the packed plugin by npm, its cache warm: what our side has ready before anything is measured. */
export function installByNpm(shop) {
  const root = shop.npmFolder;
  rmSync(join(root, 'node_modules'), { recursive: true, force: true, maxRetries: 3 });
  const command = ['npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund'];
  return green({ command }, root).wall;
}

/** The four tests of models: without environment and cache, with an environment, and replayed. */
export function testByNx(shop) {
  const root = shop.checkout('after-tests');
  shop.link(root);
  const task = ['run', 'models:test:unit'];
  const nothing = runNx(root, task).wall;
  const there = runNx(root, [...task, '--skip-nx-cache']);
  const replayed = runNx(root, task, { replayed: true }).wall;
  return { nothing, there: there.wall, replayed, own: ownTime(there.output, fastTests) };
}

const stageIds = {
  Checkout: 'checkout',
  'Setup uv': 'setup',
  'Install deps': 'install',
  Lint: 'lint',
  Typecheck: 'typecheck',
  'Unit tests': 'tests',
  'Security audit': 'audit',
};

/** What our own report says of the stages of the last run, in seconds; what it does not know is left out. */
async function readStages(root, env) {
  // A replayed run leaves no file by itself: nothing of ours runs then.
  const report = join(root, 'node_modules', '.bin', 'nx-signal');
  const variables = { ...nxStep({ root }, []).env, ...env };
  green({ command: [process.execPath, report, 'report'], env: variables }, root);
  const { stagesOf } = await loadBuilt('report/stages.js');
  const signal = JSON.parse(readFileSync(join(root, 'dist/reports/signal.json'), 'utf8'));
  const known = stagesOf(signal).filter(({ milliseconds }) => milliseconds !== null);
  return Object.fromEntries(
    known.map(({ name, milliseconds }) => [stageIds[name], milliseconds / 1000]),
  );
}

/** All stages by the signal, from the checkout on; then the same with everything replayed. */
export async function pipelineByNx(shop) {
  const root = shop.emptyPlace('after-pipeline');
  const checkout = green(shop.cloneStep(root), shop.folder).wall;
  const setup = green({ command: ['uv', '--version'] }, root).wall;
  shop.link(root);
  const env = {
    NX_SIGNAL_CHECKOUT_SECONDS: checkout.toFixed(3),
    NX_SIGNAL_SETUP_UV_SECONDS: setup.toFixed(3),
  };
  const once = async (replayed) => {
    const options = { replayed, least: leastTasks, env };
    const { wall, output } = runNx(root, ['run-many', '-t', 'signal'], options);
    const stages = await readStages(root, env);
    return { total: checkout + setup + wall, stages, tests: countTests(output) };
  };
  const cold = await once(false);
  // The first run has read the advisories, by which audits are kept from then on.
  green(nxStep({ root }, ['run-many', '-t', 'signal']), root);
  return { cold, replayed: await once(true) };
}
