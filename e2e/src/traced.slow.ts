import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, rootManifest, usualTools } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';
import { expectNothing, reason, tasksOf, title } from './traced/expect-nothing.js';

/** Reads in ways that Python cannot see: by a child program, and by C. */
const hiddenReads = `import ctypes
import sqlite3
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]


def child(file: str) -> str:
    return subprocess.run(["cat", ROOT / file], capture_output=True, text=True, check=True).stdout


def native(file: str) -> int:
    return int(ctypes.CDLL(None).open(str(ROOT / file).encode(), 0))


def rows(file: str) -> int:
    with sqlite3.connect(ROOT / file) as connection:
        return len(connection.execute("select * from sqlite_master").fetchall())
`;

const tools = [...usualTools, 'ty==0.0.107', 'pyrefly==1.4.1', 'basedpyright==1.40.2'];

const checkedBy = (name: string, checker: string) => ({
  dependencies: ['core'],
  files: { [`src/${name}/more.py`]: 'from core.prompt import TEXT\n\nMORE: str = TEXT\n' },
  pyproject: `[tool.nx-signal]\ntypeChecker = "${checker}"\n`,
});

const testReads = (tests: string) => `${hiddenReads}\n\n${tests}`;

describe.skipIf(reason)(title('the kernel agrees, on a workspace of odd features'), () => {
  let workspace: Workspace;
  let outside: string;

  beforeAll(async () => {
    outside = mkdtempSync(join(tmpdir(), 'nx-signal-outside-'));
    mkdirSync(join(outside, 'stubs'));
    writeFileSync(join(outside, 'stubs', 'faraway.pyi'), 'VALUE: int\n');
    workspace = await createPythonWorkspace({
      projects: {
        core: {
          files: {
            'README.md': '# core\n\n```python\nVALUE = 1\n```\n',
            'docs/usage.md': 'Usage.\n',
            'ruff.toml': 'extend = "../../tools/ruff-base.toml"\nlint.select = ["I", "F"]\n',
            'tests/ruff.toml': 'extend = "../../../tools/ruff-nested.toml"\n',
            'src/core/data/prompt.txt': 'Hello.\n',
            'src/core/prompt.py':
              'from importlib.resources import files\n\nTEXT = (files("core") / "data" / "prompt.txt").read_text()\n',
            'tests/unit/conftest.py': 'VALUE = 1\n',
            'tests/unit/test_prompt.py':
              'from core.prompt import TEXT\n\n\ndef test_prompt() -> None:\n    assert TEXT == "Hello.\\n"\n',
            'tests/integration/test_nothing.py': 'def test_nothing() -> None:\n    pass\n',
          },
        },
        app: {
          dependencies: ['core'],
          files: {
            'src/app/main.py':
              'import legacy\nfrom core.prompt import TEXT\n\nVALUE: int = legacy.VALUE\nWORDS = TEXT\n',
            'mypy.ini': '[mypy]\nstrict = true\nmypy_path = ../../stubs\n',
            'pytest-app.ini': '[pytest]\naddopts = --import-mode=importlib\n',
            'tests/unit/test_reads.py': testReads(
              'def test_reads() -> None:\n    assert child("data/prices.json") == "{}\\n"\n    assert native("data/prices.json") > 0\n    assert rows("data/rates.db") == 1\n    assert [path.name for path in (ROOT / "data").glob("*.json")] == ["prices.json"]\n',
            ),
          },
          pyproject:
            '[tool.nx-signal.targets."test:unit"]\nargs = ["-c", "pytest-app.ini"]\ninputs = ["{workspaceRoot}/data/**/*"]\n',
        },
        byty: checkedBy('byty', 'ty'),
        bypyrefly: checkedBy('bypyrefly', 'pyrefly'),
        bypyright: checkedBy('bypyright', 'basedpyright'),
        other: { files: { 'tests/unit/rows.txt': '1\n' } },
        spy: {
          files: {
            'mypy.ini': `[mypy]\nplugins = spy_plugin.py\nmypy_path = ${join(outside, 'stubs')}\n`,
            'spy_plugin.py':
              'from pathlib import Path\n\nfrom mypy.plugin import Plugin\n\n(Path(__file__).resolve().parents[2] / "hidden" / "types.txt").read_text()\n\n\ndef plugin(version: str) -> type[Plugin]:\n    return Plugin\n',
            'src/spy/far.py': 'import faraway\n\nVALUE: int = faraway.VALUE\n',
            'tests/unit/test_spy.py': testReads(
              `import os\n\n\ndef test_spy() -> None:\n    child("hidden/child.txt")\n    native("hidden/native.txt")\n    os.listdir(ROOT / "libs" / "other" / "tests" / "unit")\n    subprocess.run(["cat", "${join(outside, 'machine.txt')}"], check=True)\n`,
            )
              .replace('import ctypes\n', 'import ctypes\nimport os\n')
              .replace('\n\nimport os\n\n\ndef', '\n\ndef'),
          },
          pyproject: '[tool.ruff]\nlint.select = ["F"]\n',
        },
      },
      files: {
        'pyproject.toml': rootManifest(
          '[tool.ruff]\nline-length = 100\n\n[tool.pyrefly]\nsearch-path = ["stubs"]\n',
          tools,
        ),
        'tools/ruff-base.toml': 'line-length = 120\n',
        'tools/ruff-nested.toml': 'line-length = 110\n',
        'stubs/legacy.pyi': 'VALUE: int\n',
        'data/prices.json': '{}\n',
        'hidden/child.txt': 'a\n',
        'hidden/native.txt': 'b\n',
        'hidden/types.txt': 'c\n',
        'conftest.py': 'VALUE = 1\n',
        'libs/conftest.py': 'VALUE = 2\n',
      },
    });
    writeFileSync(join(outside, 'machine.txt'), 'x\n');
    const script = `import sqlite3\nsqlite3.connect("data/rates.db").execute("create table rates (x)").connection.commit()\n`;
    expect((await workspace.run('python3', ['-c', script])).exitCode).toBe(0);
    symlinkSync('prompt.py', join(workspace.root, 'libs/core/src/core/alias.py'));
    await workspace.commit('data');
  });
  afterAll(async () => {
    await workspace.dispose();
    rmSync(outside, { recursive: true, force: true });
  });

  it('no task reads anything outside its hash', async () => {
    const checkers = ['byty', 'bypyrefly', 'bypyright'].map((name) => `${name}:typecheck`);
    await expectNothing(workspace, [...tasksOf('core', 'app', 'other'), ...checkers]);
  });

  it('tells what child programs, C, and the plugin of a type checker read', async () => {
    const { exitCode, output } = await workspace.nxSignal([
      'trace',
      'spy:test:unit',
      'spy:typecheck',
    ]);
    expect(exitCode, output).toBe(1);
    expect(output).toContain(
      [
        'error [INPUTS_UNDECLARED]: spy:test:unit read files that are not in its hash, so a stored result can be out of date:',
        '  hidden/child.txt',
        '  hidden/native.txt',
        '  libs/other/tests/unit/ (the names in it)',
        `  ${join(outside, 'machine.txt')} (outside the workspace)`,
        '',
        'hint: declare it in libs/spy/pyproject.toml:',
        '',
        '    [tool.nx-signal.targets."test:unit"]',
        '    inputs = [',
        '        "{workspaceRoot}/hidden/child.txt",',
        '        "{workspaceRoot}/hidden/native.txt",',
        '        "{workspaceRoot}/libs/other/tests/unit/**/*",',
        '    ]',
      ].join('\n'),
    );
    expect(output).toContain(
      [
        'error [INPUTS_UNDECLARED]: spy:typecheck read files that are not in its hash, so a stored result can be out of date:',
        '  hidden/types.txt',
        `  ${join(outside, 'stubs')} (outside the workspace)`,
        `  ${join(outside, 'stubs/faraway.pyi')} (outside the workspace)`,
        '',
        'hint: declare it in libs/spy/pyproject.toml:',
        '',
        '    [tool.nx-signal.targets.typecheck]',
        '    inputs = ["{workspaceRoot}/hidden/types.txt"]',
      ].join('\n'),
    );
  });

  it('is content with the lines it has shown', async () => {
    workspace.append(
      'libs/spy/pyproject.toml',
      '\n[tool.nx-signal.targets."test:unit"]\ninputs = [\n    "{workspaceRoot}/hidden/child.txt",\n    "{workspaceRoot}/hidden/native.txt",\n    "{workspaceRoot}/libs/other/tests/unit/**/*",\n]\n[tool.nx-signal.targets.typecheck]\ninputs = ["{workspaceRoot}/hidden/types.txt"]\n',
    );
    const { output } = await workspace.nxSignal(['trace', 'spy:test:unit', 'spy:typecheck']);
    expect(output).toContain(join(outside, 'machine.txt'));
    for (const declared of ['  hidden/', '  libs/other']) expect(output).not.toContain(declared);
  });
});
