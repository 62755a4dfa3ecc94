import { join } from 'node:path';
import { countTests, taskIds } from './tasks.mjs';

const kindOf = { 'lint:ruff': 'lint', 'check:mypy': 'typecheck', test: 'test' };
const rootName = 'bench-root';
const taskLine = /^(\S+?):(lint:ruff|check:mypy|test): cache (hit|miss|bypass)/gm;

/** A task of the root stands for every project: Turborepo merges what the root declares. */
function readTurbo(output, plan) {
  const outcome = { ran: [], cached: [], tests: countTests(output) };
  for (const [, project, task, status] of output.matchAll(taskLine)) {
    const covered = project === rootName ? plan.projects.map(({ name }) => name) : [project];
    outcome[status === 'hit' ? 'cached' : 'ran'].push(...taskIds(covered, [kindOf[task]]));
  }
  return outcome;
}

function program(workspace) {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const folder = `${platform}-${process.arch === 'x64' ? '64' : process.arch}`;
  return join(workspace.root, 'node_modules', '@turbo', folder, 'bin', 'turbo');
}

/** Where the root declares pytest, Turborepo runs it once for all; in each project, once per project. */
function withPytestPerProject(path, text) {
  if (path === 'pyproject.toml') return text.replace(/"pytest==([^"]+)",? ?/, '');
  const group = '\n[dependency-groups]\ndev = ["pytest"]\n';
  return path.endsWith('/pyproject.toml') ? text + group : text;
}

/**
 * Turborepo's Python mode. Its `format` edits files and is never cached, so it is left out: this
 * contender does not check formatting.
 *
 * @type {import('./index.mjs').Contender}
 */
export const turbo = {
  id: 'turbo',
  title: 'Turborepo, pytest per project',
  packages: 'turbo',
  files: () => ({
    'turbo.json': JSON.stringify({
      futureFlags: { experimentalPythonWorkspaces: true },
      tasks: {},
    }),
  }),
  transform: (path, text) => {
    const named =
      path === 'pyproject.toml' ? `${text}\n[tool.turbo]\nname = "${rootName}"\n` : text;
    return withPytestPerProject(path, named);
  },
  steps: (workspace) => [
    {
      command: [program(workspace), 'run', 'lint', 'check', 'test'],
      env: { TURBO_TELEMETRY_DISABLED: '1', TURBO_NO_UPDATE_NOTIFIER: '1', NO_COLOR: '1', CI: '' },
    },
  ],
  read: ({ output }, plan) => readTurbo(output, plan),
};

/** @type {import('./index.mjs').Contender} */
export const turboMerged = {
  ...turbo,
  id: 'turbo-merged',
  title: 'Turborepo, everything merged',
  transform: (path, text) =>
    path === 'pyproject.toml' ? `${text}\n[tool.turbo]\nname = "${rootName}"\n` : text,
};
