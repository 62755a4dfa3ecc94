import { nxStep, readNx } from './nx.mjs';
import { kinds } from './tasks.mjs';

const inputs = {
  lint: ['default', '{workspaceRoot}/pyproject.toml'],
  typecheck: ['default', '^default', '{workspaceRoot}/pyproject.toml', '{workspaceRoot}/uv.lock'],
  test: ['default', '^default', '{workspaceRoot}/pyproject.toml', '{workspaceRoot}/uv.lock'],
};

function commands(folder) {
  const bin = '.venv/bin';
  return {
    lint: `${bin}/ruff check ${folder} && ${bin}/ruff format --check ${folder}`,
    typecheck: `${bin}/mypy ${folder}`,
    test: `${bin}/pytest ${folder}`,
  };
}

function projectJson({ name, dependencies }) {
  const written = commands(`libs/${name}`);
  const targets = kinds.map((kind) => [
    kind,
    { command: written[kind], cache: true, inputs: inputs[kind] },
  ]);
  return JSON.stringify({
    name,
    implicitDependencies: dependencies,
    targets: Object.fromEntries(targets),
  });
}

/**
 * Nx with a project.json per project, written as carefully as one would by hand: a command per task,
 * all dependencies declared.
 *
 * @type {import('./index.mjs').Contender}
 */
export const nxCommands = {
  id: 'nx-commands',
  title: 'Nx, a command per task',
  packages: 'nx',
  hasDaemon: true,
  needsSync: true,
  files: (plan) => ({
    'nx.json': JSON.stringify({ analytics: false }),
    'package.json': JSON.stringify({ name: 'root', private: true }),
    ...Object.fromEntries(
      plan.projects.map((project) => [`libs/${project.name}/project.json`, projectJson(project)]),
    ),
  }),
  steps: (workspace, { daemon }) => [nxStep(workspace, ['run-many', '-t', ...kinds], { daemon })],
  read: ({ output }) => readNx(output, Object.fromEntries(kinds.map((kind) => [kind, kind]))),
};
