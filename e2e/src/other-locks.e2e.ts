import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from './harness/workspace.js';

const pyproject = `[project]
name = "alone"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["six"]

[dependency-groups]
dev = ["pytest==9.2.0", "ruff==0.17.6"]
`;

const test = `import six


def test_six() -> None:
    assert six.__name__ == "six"
`;

/** What uv locks for a project, in the format that other tools share, and the environment from it. */
async function lockAs(workspace: Workspace, six: string): Promise<void> {
  const uv = async (...args: string[]) => {
    const { exitCode, output } = await workspace.run('uv', args);
    if (exitCode !== 0) throw new Error(output);
  };
  await uv('lock', '--quiet', '--upgrade-package', `six==${six}`);
  await uv(
    'export',
    '--quiet',
    '--frozen',
    '--format',
    'pylock.toml',
    '--no-emit-project',
    '--output-file',
    'pylock.toml',
  );
  workspace.remove('uv.lock');
  if (!workspace.has('.venv')) await uv('venv', '--quiet');
  await uv('pip', 'sync', '--quiet', 'pylock.toml');
}

describe('a project that is locked by pylock.toml', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create({
      files: {
        'nx.json': JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }),
        'package.json': JSON.stringify({ name: 'root', private: true }),
        '.gitignore': 'node_modules\n.nx\n.venv\ndist\n__pycache__\n.ruff_cache\n',
        'pyproject.toml': pyproject,
        'tests/test_alone.py': test,
      },
    });
    await lockAs(workspace, '1.16.0');
    await workspace.commit('lock');
  });
  afterAll(() => workspace.dispose());

  const signal = () => workspace.nx(['run-many', '-t', 'signal']);

  it('uses the environment that is there, and caches', async () => {
    const first = await signal();
    expect(first.tasks, first.output).toEqual({ 'alone:lint': 'ran', 'alone:test:unit': 'ran' });
    expect((await signal()).tasks).toEqual({ 'alone:lint': 'cached', 'alone:test:unit': 'cached' });
    expect(workspace.has('uv.lock')).toBe(false);
  });

  it('runs everything when a package moves: this lock does not say what requires what', async () => {
    await lockAs(workspace, '1.17.0');
    const { tasks, output } = await signal();
    expect(tasks, output).toEqual({ 'alone:lint': 'ran', 'alone:test:unit': 'ran' });
  });

  it('names the command that makes the environment when there is none', async () => {
    workspace.remove('.venv');
    const { output } = await workspace.nx(['run', 'alone:lint', '--skipNxCache']);
    expect(output).toContain(
      'error [ENVIRONMENT_FAILED]: There is a pylock.toml, but no environment',
    );
    expect(output).toContain('`uv venv && uv pip sync pylock.toml`');
  });
});
