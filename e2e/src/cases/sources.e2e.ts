import { symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPythonWorkspace, lock } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

const targets = ['lint', 'typecheck', 'test:unit'];
const of = (project: string, ...names: string[]) =>
  (names.length > 0 ? names : targets).map((target) => `${project}:${target}`);

const build = '[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n';
const odd = 'libs/pay[eu]';

let workspace: Workspace;

/** The tasks that were not replayed; all of them succeed unless others are named. */
async function ran(...failing: string[]): Promise<string[]> {
  const { tasks, output } = await workspace.nx(['run-many', '-t', ...targets]);
  const failed = Object.keys(tasks).filter((id) => tasks[id] === 'failed');
  expect(failed.sort(), output).toEqual([...failing].sort());
  return Object.keys(tasks)
    .filter((id) => tasks[id] !== 'cached')
    .sort();
}

function link(path: string, target: string): void {
  symlinkSync(target, join(workspace.root, path));
}

beforeAll(async () => {
  workspace = await createPythonWorkspace({
    unlocked: true,
    projects: {
      core: {
        pyproject:
          '[tool.pytest.ini_options]\ntestpaths = ["src", "tests"]\naddopts = "--doctest-modules"\n\n[tool.coverage.xml]\noutput = "out/cov.xml"\n',
        files: {
          'src/core/__init__.py':
            'from core.factor import FACTOR\nfrom core.limits import LIMIT\nfrom core.rates import rate\n\nNAME: str = "core"\n\n__all__ = ["FACTOR", "LIMIT", "NAME", "rate"]\n',
          'src/core/rates.py':
            'from pathlib import Path\n\nPROMPT = (Path(__file__).parent / "prompts/system.md").read_text()\n\n\ndef rate() -> int:\n    """\n    >>> rate()\n    1\n    """\n    return 1\n',
          'src/core/prompts/system.md': 'You are helpful.\n',
          'README.md': '# core\n\n```python\nx = 1\n```\n',
          'docs/notes.md': 'Notes.\n',
          'tests/test_core.py':
            'from core import NAME\n\n\ndef test_name() -> None:\n    assert NAME == "core"\n',
          'tests/test_reports.py':
            'import time\nfrom pathlib import Path\n\n\ndef test_reports() -> None:\n    Path("out").mkdir(exist_ok=True)\n    for name in ["coverage.xml", "junit-1.xml", "out/cov.xml", ".coverage.host.1"]:\n        Path(name).write_text(str(time.time()))\n',
        },
      },
      app: {
        dependencies: ['core'],
        files: {
          'src/app/price.py':
            'from core import FACTOR, LIMIT, rate\n\n\ndef price() -> int:\n    return rate() * LIMIT * FACTOR\n',
        },
      },
    },
    files: {
      'shared/limits/__init__.py': 'LIMIT: int = 1\n',
      'shared/factors/factor.py': 'FACTOR: int = 1\n',
      [`${odd}/pyproject.toml`]: `[project]\nname = "pay"\nversion = "0.1.0"\nrequires-python = ">=3.11"\n\n${build}`,
      [`${odd}/src/pay/__init__.py`]: 'def due() -> int:\n    return 1\n',
      [`${odd}/src/pay/py.typed`]: '',
      [`${odd}/tests/unit/test_pay.py`]:
        'from pay import due\n\n\ndef test_due() -> None:\n    assert due() == 1\n',
      'libs/shop/pyproject.toml': `[project]\nname = "shop"\nversion = "0.1.0"\nrequires-python = ">=3.11"\ndependencies = ["pay"]\n\n[tool.uv.sources]\npay = { workspace = true }\n\n${build}`,
      'libs/shop/src/shop/__init__.py': 'from pay import due\n\nDUE: int = due()\n',
    },
  });
  workspace.remove('libs/core/tests/unit');
  link('libs/core/src/core/limits', '../../../../shared/limits');
  link('shared/other', 'factors/factor.py');
  link('libs/core/src/core/factor.py', '../../../../shared/other');
  await lock(workspace);
  const everything = [
    ...of('core'),
    ...of('app'),
    ...of('pay'),
    ...of('shop', 'lint', 'typecheck'),
  ];
  expect(await ran()).toEqual(everything.sort());
});
afterEach(async () => {
  await workspace.restore();
  await workspace.git('clean', '--quiet', '-fdx', 'libs');
});
afterAll(() => workspace.dispose());

describe('what makes up a project', () => {
  it('reports of a run are no part of it, by usual names and by those of its settings', async () => {
    workspace.write('libs/core/junit-1.xml', 'other');
    workspace.write('libs/core/out/cov.xml', 'other');
    workspace.write('libs/core/coverage.xml', 'other');
    expect(await ran()).toEqual([]);
  });

  it('prose outside its package is, for lint alone', async () => {
    workspace.replace('libs/core/README.md', 'x = 1', 'x=1');
    expect(await ran('core:lint')).toEqual(['core:lint']);
    await workspace.restore();
    workspace.append('libs/core/docs/notes.md', 'More.\n');
    expect(await ran()).toEqual(['core:lint']);
  });

  it('prose inside its package is, for dependents, too', async () => {
    workspace.append('libs/core/src/core/prompts/system.md', 'Be short.\n');
    const seen = [...of('core'), ...of('app', 'typecheck', 'test:unit')];
    expect(await ran()).toEqual(seen.sort());
  });

  it('sources that `testpaths` names are, for dependents, and tests are not', async () => {
    workspace.append('libs/core/tests/test_core.py', '\n\nMORE = 1\n');
    expect(await ran()).toEqual(of('core').sort());
    await workspace.restore();
    workspace.replace('libs/core/src/core/rates.py', '-> int', '-> str');
    workspace.replace('libs/core/src/core/rates.py', 'return 1', 'return "1"');
    const tasks = await ran('core:test:unit', 'app:typecheck');
    expect(tasks).toContain('app:test:unit');
  });

  it('what a link leads to is: a folder, and a file through another link', async () => {
    workspace.write('shared/limits/__init__.py', 'LIMIT: str = "1"\n');
    const seen = [...of('core'), ...of('app', 'typecheck', 'test:unit')].sort();
    expect(await ran('app:typecheck')).toEqual(seen);
    await workspace.restore();
    workspace.write('shared/factors/factor.py', 'FACTOR: str = "1"\n');
    expect(await ran('app:typecheck')).toEqual(seen);
    const args = ['affected', '-t', 'typecheck', '--files=shared/factors/factor.py'];
    const { tasks, output } = await workspace.nx(args);
    expect(Object.keys(tasks), output).toEqual(
      expect.arrayContaining(['core:typecheck', 'app:typecheck']),
    );
  });

  it('a folder is whose name Nx reads as a pattern, for dependents, too', async () => {
    workspace.replace(`${odd}/src/pay/__init__.py`, 'return 1', 'return 2');
    const seen = [...of('pay'), 'shop:typecheck'];
    expect(await ran('pay:test:unit')).toEqual(seen.sort());
    await workspace.restore();
    workspace.append(`${odd}/tests/unit/test_pay.py`, '\n\nMORE = 1\n');
    expect(await ran()).toEqual(of('pay').sort());
  });
});

describe('a module that is saved twice in a second, with the same size', () => {
  it('is run as it is, and not as Python kept it, by tests and by the programs they start', async () => {
    const module = `${odd}/src/pay/__init__.py`;
    const save = (value: number, milliseconds: number) => {
      workspace.write(module, `def due() -> int:\n    return ${value}\n`);
      const time = new Date(Date.UTC(2026, 0, 1) + milliseconds);
      utimesSync(join(workspace.root, module), time, time);
    };
    workspace.write(
      `${odd}/tests/unit/test_child.py`,
      'import subprocess\nimport sys\n\n\ndef test_child() -> None:\n    code = "from pay import due; print(due())"\n    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)\n    assert done.stdout == "1\\n"\n',
    );
    save(1, 100);
    expect((await workspace.nx(['run', 'pay:test:unit'])).exitCode).toBe(0);
    save(2, 600);
    // Nx's own record of files goes by their size and second, too.
    const args = ['run', 'pay:test:unit', '--skip-nx-cache'];
    const { exitCode, output } = await workspace.nx(args);
    expect(exitCode, output).toBe(1);
    expect(output).toContain('2 failed');
  });
});

describe('what git ignores', () => {
  it('is a part of its project where it is a module, for dependents, too', async () => {
    workspace.write('.git/info/exclude', '*_pb2.py\n.secret\n');
    workspace.write('libs/core/src/core/made_pb2.py', 'MADE: int = 1\n');
    workspace.write(
      'libs/app/tests/unit/test_made.py',
      'from core.made_pb2 import MADE\n\n\ndef test_made() -> None:\n    assert MADE == 1\n',
    );
    // A new one is new configuration of its project.
    const seen = [...of('core'), ...of('app')];
    expect(await ran()).toEqual(seen.sort());
    expect(await ran()).toEqual([]);
    workspace.write('libs/core/src/core/made_pb2.py', 'MADE: int = 2\n');
    const again = [...of('core', 'typecheck', 'test:unit'), ...of('app', 'typecheck', 'test:unit')];
    expect(await ran('app:test:unit')).toEqual(again.sort());
  });

  it('is told where it is data that a test reads', async () => {
    workspace.write('libs/app/.secret', 'x');
    workspace.write(
      'libs/app/tests/unit/test_secret.py',
      'from pathlib import Path\n\n\ndef test_secret() -> None:\n    assert Path(".secret").read_text() == "x"\n',
    );
    const { exitCode, output } = await workspace.nx(['run', 'app:test:unit']);
    expect(exitCode, output).toBe(0);
    expect(output).toContain('note: app:test:unit read libs/app/.secret, which git or Nx ignore');
  });
});

describe('a link that leads to what is not hashed', () => {
  it('costs its own project, until the link itself is ignored', async () => {
    link('libs/shop/src/shop/hosts', '/etc/hosts');
    const { tasks, output } = await workspace.nx(['run-many', '-t', 'lint', 'typecheck']);
    expect(tasks).toMatchObject({
      'shop:lint': 'failed',
      'core:lint': 'cached',
      'pay:lint': 'cached',
    });
    expect(output).toContain(
      'error [LINK_REFUSED]: libs/shop/src/shop/hosts is a link that leads to',
    );
    workspace.write('libs/shop/.gitignore', 'hosts\n');
    const { exitCode, output: then } = await workspace.nx(['run', 'shop:lint']);
    expect(exitCode, then).toBe(0);
  });
});

describe('a file that a test writes among its own inputs', () => {
  it('is named with what to do about it', async () => {
    workspace.write(
      'libs/shop/tests/unit/test_shop.py',
      'from pathlib import Path\n\n\ndef test_writes() -> None:\n    Path("state.json").write_text("{}")\n',
    );
    const { exitCode, output } = await workspace.nx(['run', 'shop:test:unit']);
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/note: shop:test:unit wrote libs\/shop\/state\.json/);
  });
});
