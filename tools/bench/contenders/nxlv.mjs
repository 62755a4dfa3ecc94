import { nxStep, readNx } from './nx.mjs';

const targets = ['lint', 'format', 'typecheck', 'test'];
const kindOf = { lint: 'lint', typecheck: 'typecheck', test: 'test' };
const folders = ['src', 'tests'];

/** Targets as its generator writes them, with a check of types and of formatting added in its way. */
const written = {
  lint: { executor: '@nxlv/python:ruff-check', options: { lintFilePatterns: folders } },
  format: {
    executor: '@nxlv/python:ruff-format',
    options: { filePatterns: folders, check: true },
  },
  typecheck: {
    executor: '@nxlv/python:run-commands',
    options: { command: 'uv run mypy .', cwd: '{projectRoot}' },
  },
  test: {
    executor: '@nxlv/python:run-commands',
    options: { command: 'uv run pytest tests/', cwd: '{projectRoot}' },
  },
};

function projectJson({ name }) {
  const cached = Object.entries(written).map(([target, value]) => [
    target,
    { ...value, cache: true, outputs: [] },
  ]);
  return JSON.stringify({
    name,
    sourceRoot: `libs/${name}/src`,
    targets: Object.fromEntries(cached),
  });
}

/** @type {import('./index.mjs').Contender} */
export const nxlv = {
  id: 'nxlv',
  title: '@nxlv/python',
  packages: 'nxlv',
  hasDaemon: true,
  files: (plan) => ({
    'nx.json': JSON.stringify({
      plugins: [{ plugin: '@nxlv/python', options: { packageManager: 'uv' } }],
      analytics: false,
    }),
    'package.json': JSON.stringify({ name: 'root', private: true }),
    ...Object.fromEntries(
      plan.projects.map((project) => [`libs/${project.name}/project.json`, projectJson(project)]),
    ),
  }),
  steps: (workspace, { daemon }) => [nxStep(workspace, ['run-many', '-t', ...targets], { daemon })],
  read: ({ output }) => readNx(output, kindOf),
};
