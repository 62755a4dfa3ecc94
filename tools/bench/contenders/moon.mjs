import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dependenciesOf } from '../workspace/plan.mjs';
import { countTests, kinds } from './tasks.mjs';

const taskLine = /^\S+ (\S+):(lint|typecheck|test) \((cached|\d[^,)]*s)\b/gm;

/** Tasks that every project inherits. */
const tasks = `tasks:
  lint:
    script: '$workspaceRoot/.venv/bin/ruff check . && $workspaceRoot/.venv/bin/ruff format --check .'
    inputs: ['**/*', '/pyproject.toml']
  typecheck:
    command: '$workspaceRoot/.venv/bin/mypy .'
    inputs: ['**/*', '/pyproject.toml', '/uv.lock']
  test:
    command: '$workspaceRoot/.venv/bin/pytest'
    inputs: ['**/*', '/pyproject.toml', '/uv.lock']
`;

/**
 * A project's own settings. What a project depends on does not enter its tasks' hashes by itself, so
 * the sources of all dependencies, indirect ones included, are written down as inputs.
 */
function projectSettings(plan, project) {
  const inputs = JSON.stringify(
    dependenciesOf(plan, project.name).map((name) => `/libs/${name}/src/**/*`),
  );
  return `dependsOn: ${JSON.stringify(project.dependencies)}
tasks:
  typecheck:
    inputs: ${inputs}
  test:
    inputs: ${inputs}
`;
}

const settings = `projects:
  - 'libs/*'
telemetry: false
vcs:
  defaultBranch: main
`;

function program(modules) {
  const platform = { darwin: 'macos-arm64', linux: `linux-${process.arch}-gnu` }[process.platform];
  return join(modules, '@moonrepo', `core-${platform}`, 'moon');
}

function readMoon(output) {
  const outcome = { ran: [], cached: [], tests: countTests(output) };
  for (const [, project, kind, note] of output.matchAll(taskLine)) {
    outcome[note === 'cached' ? 'cached' : 'ran'].push(`${project}:${kind}`);
  }
  return outcome;
}

/**
 * moon as a plain runner of commands.
 *
 * @type {import('./index.mjs').Contender}
 */
export const moon = {
  id: 'moon',
  title: 'moon, a command per task',
  packages: 'moon',
  needsSync: true,
  missing: (modules) =>
    existsSync(program(modules)) ? undefined : 'npm brought no program for this platform',
  files: (plan) => ({
    '.moon/workspace.yml': settings,
    '.moon/tasks/all.yml': tasks,
    ...Object.fromEntries(
      plan.projects.map((project) => [
        `libs/${project.name}/moon.yml`,
        projectSettings(plan, project),
      ]),
    ),
  }),
  steps: (workspace) => [
    {
      command: [
        program(join(workspace.root, 'node_modules')),
        'run',
        ...kinds.map((kind) => `:${kind}`),
      ],
      env: { NO_COLOR: '1', CI: '' },
    },
  ],
  read: ({ output }) => readMoon(output),
};
