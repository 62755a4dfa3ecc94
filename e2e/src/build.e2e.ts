import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { builtIn, installAndRun, namesIn } from './build/built-files.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

let workspace: Workspace;
let scratch: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'nx-signal-builds-'));
  workspace = await createPythonWorkspace({
    fresh: true,
    projects: {
      core: {},
      app: {
        dependencies: ['core'],
        pyproject: '[project.scripts]\napp = "app:main"\n',
        files: {
          'src/app/__init__.py':
            'from core import NAME\n\n\ndef main() -> None:\n    print("app with", NAME)\n',
        },
      },
      service: { dependencies: ['core', 'idna>=3'] },
    },
    files: {
      '.gitignore': 'node_modules\n.nx\n.venv\ndist\nbuild\n__pycache__\n*.egg-info\n*.so\n',
    },
  });
});
afterAll(async () => {
  await workspace.dispose();
  rmSync(scratch, { recursive: true, force: true });
});
afterEach(() => workspace.restore());

const build = (...args: string[]) => workspace.nx(['run-many', '-t', 'build', ...args]);
const archive = (project: string, name: string) =>
  join(workspace.root, 'dist', 'libs', project, name);

const bundleOf = (project: string) =>
  join(workspace.root, 'dist', 'bundles', project, `${project}-0.1.0-py3-none-any.whl`);

describe('a build', () => {
  it('is there again, as it was, once it has been made', async () => {
    const first = await build('-p', 'core,app');
    expect(first.tasks, first.output).toEqual({ 'core:build': 'ran', 'app:build': 'ran' });
    const made = builtIn(workspace.root, 'core');
    expect(Object.keys(made)).toEqual(['core-0.1.0-py3-none-any.whl', 'core-0.1.0.tar.gz']);
    workspace.remove('dist');
    expect((await build('-p', 'core,app')).tasks).toEqual({
      'core:build': 'cached',
      'app:build': 'cached',
    });
    expect(builtIn(workspace.root, 'core')).toEqual(made);
  });

  it('is made anew for what is in it, and not for tests or for siblings', async () => {
    workspace.append('libs/core/src/core/__init__.py', 'RATE = 2\n');
    workspace.append('libs/app/tests/unit/test_app.py', '# more\n');
    expect((await build('-p', 'core,app')).tasks).toEqual({
      'core:build': 'ran',
      'app:build': 'cached',
    });
  });

  it('holds nothing that no hash knows of', async () => {
    workspace.write('libs/core/src/core/left.so', 'of another build');
    workspace.write('libs/core/build/lib/core/gone.py', 'GONE = 1\n');
    await build('-p', 'core', '--skipNxCache');
    const wheel = await namesIn(archive('core', 'core-0.1.0-py3-none-any.whl'));
    expect(wheel.filter((name) => /^core\/./.test(name))).toEqual([
      'core/__init__.py',
      'core/py.typed',
    ]);
    const sdist = await namesIn(archive('core', 'core-0.1.0.tar.gz'));
    expect(sdist.filter((name) => /test|left|gone/.test(name))).toEqual([]);
  });

  it('leaves no file of an earlier version behind, and brings none back', async () => {
    workspace.replace('libs/core/pyproject.toml', '0.1.0', '0.2.0');
    await build('-p', 'core');
    const names = ['core-0.2.0-py3-none-any.whl', 'core-0.2.0.tar.gz'];
    expect(Object.keys(builtIn(workspace.root, 'core'))).toEqual(names);
    await workspace.restore();
    expect((await build('-p', 'core')).tasks).toEqual({ 'core:build': 'cached' });
    expect(Object.keys(builtIn(workspace.root, 'core'))).toEqual([
      'core-0.1.0-py3-none-any.whl',
      'core-0.1.0.tar.gz',
    ]);
  });

  it('says what is missing, where, and how it comes in', async () => {
    workspace.replace(
      'libs/core/pyproject.toml',
      'dependencies',
      'readme = "GONE.md"\ndependencies',
    );
    const { exitCode, output } = await build('-p', 'core');
    expect(exitCode).toBe(1);
    expect(output).toContain('error [BUILD_FAILED]: The sdist of libs/core could not be built.');
    expect(output).toContain('at libs/core/pyproject.toml');
    expect(output).toContain('`inputs` of this target');
    expect(output).not.toContain(join(tmpdir(), `nx-signal-${process.getuid?.()}`));
  });
});

describe('a bundle', () => {
  it('is one wheel that runs with no index', async () => {
    const { exitCode, output } = await workspace.nx(['bundle', 'app']);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('1 sibling, 0 packages pinned');
    const wheel = bundleOf('app');
    const script = 'import subprocess; print(subprocess.getoutput("clean/bin/app"))';
    expect(await installAndRun(scratch, ['--no-index', wheel], script)).toBe('app with core');
  });

  it('is made anew for an edit of a sibling, and pins the rest as the lock has it', async () => {
    const bundle = (...args: string[]) => workspace.nx(['bundle', 'service', ...args]);
    expect((await bundle()).output).toContain('1 sibling, 1 packages pinned');
    expect((await bundle()).tasks['service:bundle']).toBe('cached');
    const metadata = async () => {
      const wheel = bundleOf('service');
      const { output } = await workspace.run('unzip', ['-p', wheel, '*/METADATA']);
      return output.split('\n').filter((line) => line.startsWith('Requires-Dist'));
    };
    expect(await metadata()).toEqual([expect.stringMatching(/^Requires-Dist: idna==3\.\d+/)]);
    await bundle('--requirements=ranges');
    expect(await metadata()).toEqual(['Requires-Dist: idna>=3']);
    workspace.append('libs/core/src/core/__init__.py', 'RATE = 3\n');
    expect((await bundle()).tasks).toMatchObject({
      'core:build': 'ran',
      'service:build': 'cached',
      'service:bundle': 'ran',
    });
  });

  it('is no flag of a build', async () => {
    const { exitCode, output } = await workspace.nx(['build', 'app', '--bundle']);
    expect(exitCode).toBe(1);
    expect(output).toContain('nx bundle app');
  });
});

it('nothing of a build stays behind', () => {
  const folder = join(tmpdir(), `nx-signal-${process.getuid?.()}`, 'build');
  for (const name of ['core-libs-core', 'app-libs-app', 'service-libs-service'])
    expect(existsSync(join(folder, name))).toBe(false);
});
