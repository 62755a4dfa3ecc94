import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

/** Tells whether the library was there before the test process was forked: what was is known to no collector. */
const telling = `import gc


def pytest_terminal_summary(terminalreporter):
    import wrapt

    is_own = any(one is wrapt for one in gc.get_objects())
    terminalreporter.line(f"wrapt was imported {'here' if is_own else 'beforehand'}")
`;

const testing = `import sys

before = "wrapt" in sys.modules

import wrapt  # noqa: E402


def test_proxy():
    assert not before
    assert wrapt.ObjectProxy(3) + 1 == 4
`;

const usual = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => [
    `part${index}`,
    {
      dependencies: ['wrapt'],
      files: { 'tests/unit/test_wrapt.py': testing, 'tests/unit/conftest.py': telling },
    },
  ]),
);

const setting = `import os

os.environ["WRAPT_DISABLE_EXTENSIONS"] = "1"
${telling}`;

const plain = `import sys

import wrapt


def test_plain():
    assert wrapt.ObjectProxy(3) + 1 == 4
    assert "wrapt._wrappers" not in sys.modules
`;

describe('libraries that several tasks import', () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await createPythonWorkspace({
      projects: {
        ...usual,
        special: {
          dependencies: ['wrapt'],
          files: { 'tests/unit/test_wrapt.py': plain, 'tests/unit/conftest.py': setting },
        },
      },
    });
  });
  afterAll(() => workspace.dispose());

  const run = (env: Record<string, string> = {}) =>
    workspace.nx(['run-many', '-t', 'test:unit', '--skip-nx-cache'], { env });

  /** How often a run says that the library came from where. */
  const count = (output: string, where: string) =>
    output.split(`wrapt was imported ${where}`).length - 1;

  function known(): { alone: Record<string, string>; judged: { unsafe: object } } {
    const folder = join(workspace.root, '.nx/workspace-data/nx-signal/imports');
    const [environment = ''] = readdirSync(folder);
    const file = join(folder, environment, 'known.json');
    return JSON.parse(readFileSync(file, 'utf8'));
  }

  it('are imported by each task while nothing is known of them', async () => {
    const { exitCode, output } = await run({ NX_SIGNAL_SHARED_IMPORTS: 'true' });
    expect(exitCode, output).toBe(0);
    expect(count(output, 'here')).toBe(9);
  });

  it('are imported once from then on, but for a task in which they are others', async () => {
    const { exitCode, output } = await run({ NX_SIGNAL_SHARED_IMPORTS: 'true' });
    expect(exitCode, output).toBe(0);
    expect(count(output, 'beforehand')).toBe(8);
    expect(count(output, 'here')).toBe(1);
    expect(known().judged.unsafe).toEqual({});
    expect(known().alone).toEqual({
      'special:test:unit': expect.stringContaining('WRAPT_DISABLE_EXTENSIONS has changed'),
    });
  });

  it('are not those of such a task, which explain says', async () => {
    const { output } = await workspace.nxSignal(['explain', 'special:test:unit']);
    expect(output).toMatch(
      /^It runs by itself, without libraries that others share: wrapt: WRAPT_DISABLE_EXTENSIONS has changed/m,
    );
    const other = await workspace.nxSignal(['explain', 'part1:test:unit']);
    expect(other.output).not.toContain('by itself');
  });

  it('are imported by each task unless that is asked for', async () => {
    const { exitCode, output } = await run();
    expect(exitCode, output).toBe(0);
    expect(count(output, 'here')).toBe(9);
  });
});
