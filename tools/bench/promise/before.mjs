/** The side before: pip, and plain commands one after the other. */
import { join } from 'node:path';
import { countTests } from '../contenders/tasks.mjs';
import { cache } from '../install/folders.mjs';
import { green, ownTime, seconds } from './green.mjs';
import { fastTests, projects } from './shop.mjs';

const bin = (name) => join('.venv', 'bin', name);
const environment = ({ python }) => ({ command: [python, '-m', 'venv', '.venv'] });
const editable = projects.flatMap((project) => ['--editable', project]);

function pip(...args) {
  // A cache of its own, so that nothing else of the machine fills or empties it.
  const env = { PIP_CACHE_DIR: join(cache, 'pip') };
  return { command: [bin('python'), '-m', 'pip', 'install', '--quiet', ...args], env };
}

/** The third-party packages of the lock, into an environment that is made for them. */
export function installByPip(shop, { cached }) {
  const root = shop.checkout('before-install');
  const options = cached ? [] : ['--no-cache-dir'];
  const install = pip(...options, '-r', shop.requirements);
  return seconds([environment(shop), install], root);
}

/** pytest on the four tests of models, by hand: first in an environment made for it, then again. */
export function testByHand(shop) {
  const root = shop.checkout('before-tests');
  const install = pip('-c', shop.requirements, 'pytest', '--editable', 'libs/models');
  const pytest = { command: [bin('pytest'), 'libs/models/tests/unit'] };
  const nothing = seconds([environment(shop), install, pytest], root);
  const again = green(pytest, root);
  return { nothing, there: again.wall, own: ownTime(again.output, fastTests) };
}

/** All stages, from the checkout on, one command after the other. */
export function pipelineByHand(shop) {
  const root = shop.emptyPlace('before-pipeline');
  const each = (command, path = '') =>
    projects.map((project) => green({ command: [bin(command), `${project}${path}`] }, root));
  const checkout = green(shop.cloneStep(root), shop.folder).wall;
  const setup = seconds([environment(shop)], root);
  const install = seconds([pip('-r', shop.requirements), pip('--no-deps', ...editable)], root);
  const ruff = [['check'], ['format', '--check']].map((args) => ({
    command: [bin('ruff'), ...args, '.'],
  }));
  const lint = seconds(ruff, root);
  const total = (runs) => runs.reduce((sum, { wall }) => sum + wall, 0);
  const typecheck = total(each('mypy'));
  const tested = each('pytest', '/tests/unit');
  const stages = { checkout, setup, install, lint, typecheck, tests: total(tested) };
  const count = countTests(tested.map(({ output }) => output).join('\n'));
  return { stages, total: Object.values(stages).reduce((sum, time) => sum + time), tests: count };
}
