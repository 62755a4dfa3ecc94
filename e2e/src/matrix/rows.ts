import type { Workspace } from '../harness/workspace.js';

const projects = ['core', 'app', 'other'] as const;
const quick = ['lint', 'typecheck', 'test:unit'] as const;
type Quick = (typeof quick)[number];

/** Ids of targets of projects; of all three where none is named. */
function tasks(targets: readonly Quick[], ...of: string[]): string[] {
  return (of.length > 0 ? of : projects).flatMap((project) =>
    targets.map((target) => `${project}:${target}`),
  );
}

const all = (...of: string[]) => tasks(quick, ...of);
const code: Quick[] = ['typecheck', 'test:unit'];

/** One change of a workspace, and the tasks that must run because of it; all others must not. */
export interface Row {
  name: string;
  change: (workspace: Workspace) => void | Promise<void>;
  runs: string[];
  /** What `affected` selects of `runs` by files, where Nx sees less than its own hash does. */
  selects?: string[];
  /** A task of `runs`, and a cause that `explain` must name for it. */
  because?: [task: string, cause: Record<string, unknown>];
  /** The change shows in no tracked file, so that `affected` cannot know of it. */
  untracked?: true;
}

async function upgrade(workspace: Workspace, requirement: string): Promise<void> {
  const { exitCode, output } = await workspace.run('uv', [
    'lock',
    '--quiet',
    '--upgrade-package',
    requirement,
  ]);
  if (exitCode !== 0) throw new Error(output);
}

async function relock(workspace: Workspace): Promise<void> {
  const { exitCode, output } = await workspace.run('uv', ['lock', '--quiet']);
  if (exitCode !== 0) throw new Error(output);
}

const edit =
  (file: string, text = '# A remark.\n') =>
  (workspace: Workspace) =>
    workspace.append(file, text);

const billing = `[project]
name = "billing"
version = "0.1.0"
requires-python = ">=3.11"

[build-system]
requires = ["uv_build>=0.8"]
build-backend = "uv_build"
`;

/** What the rows start from: app depends on core; other stands alone, but would import billing. */
export const matrixWorkspace = {
  projects: {
    core: {
      dependencies: ['six'],
      files: { 'README.md': '# core\n', 'src/core/extra.py': 'EXTRA = 1\n' },
    },
    app: {
      dependencies: ['core', 'tomli-w'],
      files: { 'src/app/main.py': 'import core\n\nUSED = core.NAME\n' },
    },
    other: {
      files: {
        'src/other/late.py':
          'import importlib\n\n\ndef load() -> object:\n    return importlib.import_module("billing")\n',
      },
    },
  },
  files: {
    'pyproject.toml': [
      '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
      '[dependency-groups]\ndev = ["mypy>=2", "pytest>=9", "ruff>=0.17"]\n',
      '[tool.ruff]\nline-length = 100\n',
      '[tool.mypy]\nstrict = true\n',
    ].join('\n'),
    'README.md': '# A workspace\n',
  },
};

/** Versions that the workspace starts with, so that rows can go up from them. */
export async function pinVersions(workspace: Workspace): Promise<void> {
  for (const pin of [
    'six==1.16.0',
    'tomli-w==1.0.0',
    'ruff==0.17.5',
    'mypy==2.4.0',
    'pytest==9.1.1',
  ]) {
    await upgrade(workspace, pin);
  }
  await workspace.commit('pin');
}

/** Every way in which a workspace changes, with what must follow from it. */
export const rows: Row[] = [
  {
    name: 'a library’s source',
    change: edit('libs/core/src/core/__init__.py'),
    because: [
      'app:test:unit',
      {
        kind: 'file',
        change: 'changed',
        path: 'libs/core/src/core/__init__.py',
        relation: 'dependency',
      },
    ],
    runs: [...all('core'), ...tasks(code, 'app')],
  },
  {
    name: 'a library’s tests only',
    change: edit('libs/core/tests/unit/test_core.py'),
    because: [
      'core:test:unit',
      { kind: 'file', path: 'libs/core/tests/unit/test_core.py', relation: 'own' },
    ],
    runs: all('core'),
  },
  {
    name: 'a leaf’s source',
    change: edit('libs/app/src/app/main.py'),
    because: ['app:lint', { kind: 'file', path: 'libs/app/src/app/main.py' }],
    runs: all('app'),
  },
  // Ruff formats the code in it.
  {
    name: 'a project’s README',
    change: edit('libs/core/README.md', 'More.\n'),
    runs: tasks(['lint'], 'core'),
  },
  { name: 'the README at the root', change: edit('README.md', 'More.\n'), runs: [] },
  {
    name: 'a data file in a package',
    change: (w) => w.write('libs/core/src/core/data.json', '{}'),
    because: [
      'app:typecheck',
      { kind: 'file', change: 'added', path: 'libs/core/src/core/data.json' },
    ],
    runs: [...all('core'), ...tasks(code, 'app')],
  },
  {
    name: 'a deleted module',
    change: (w) => w.remove('libs/core/src/core/extra.py'),
    because: [
      'core:lint',
      { kind: 'file', change: 'removed', path: 'libs/core/src/core/extra.py' },
    ],
    runs: [...all('core'), ...tasks(code, 'app')],
  },
  {
    name: 'a renamed module',
    change: (w) => {
      w.write('libs/core/src/core/renamed.py', w.read('libs/core/src/core/extra.py'));
      w.remove('libs/core/src/core/extra.py');
    },
    because: [
      'app:typecheck',
      { kind: 'file', change: 'added', path: 'libs/core/src/core/renamed.py' },
    ],
    runs: [...all('core'), ...tasks(code, 'app')],
  },
  {
    name: 'the pyproject.toml of a library',
    change: edit('libs/core/pyproject.toml', '\n[tool.other]\nx = 1\n'),
    because: ['app:typecheck', { kind: 'file', path: 'libs/core/pyproject.toml' }],
    runs: [...all('core'), ...tasks(code, 'app')],
  },
  {
    name: 'ruff’s section at the root',
    change: (w) => w.replace('pyproject.toml', '= 100', '= 99'),
    because: ['app:lint', { kind: 'settings', file: 'pyproject.toml', section: 'tool.ruff' }],
    runs: tasks(['lint']),
  },
  {
    name: 'mypy’s section at the root',
    change: (w) =>
      w.replace('pyproject.toml', 'strict = true', 'strict = true\nwarn_no_return = true'),
    because: ['app:typecheck', { kind: 'settings', file: 'pyproject.toml', section: 'tool.mypy' }],
    runs: tasks(['typecheck']),
  },
  {
    name: 'a first pytest section at the root',
    change: edit('pyproject.toml', '\n[tool.pytest.ini_options]\naddopts = "-ra"\n'),
    because: [
      'app:test:unit',
      { kind: 'settings', change: 'added', file: 'pyproject.toml', section: 'tool.pytest' },
    ],
    runs: tasks(['test:unit']),
  },
  {
    name: 'an unrelated section at the root',
    change: edit('pyproject.toml', '\n[tool.other]\nx = 1\n'),
    runs: [],
  },
  {
    name: 'a ruff.toml that is new at the root',
    change: (w) => w.write('ruff.toml', 'line-length = 98\n'),
    because: ['app:lint', { kind: 'file', change: 'added', path: 'ruff.toml' }],
    runs: tasks(['lint']),
  },
  {
    name: 'a mypy.ini that is new at the root',
    change: (w) => w.write('mypy.ini', '[mypy]\nstrict = True\n'),
    because: ['app:typecheck', { kind: 'file', change: 'added', path: 'mypy.ini' }],
    runs: tasks(['typecheck']),
  },
  {
    name: 'a setup.cfg that is new at the root and configures pytest',
    change: (w) => w.write('setup.cfg', '[tool:pytest]\naddopts = -ra\n'),
    because: [
      'app:test:unit',
      { kind: 'settings', change: 'added', file: 'setup.cfg', section: 'tool:pytest' },
    ],
    runs: tasks(['test:unit']),
  },
  {
    name: 'a conftest.py that is new at the root',
    change: (w) => w.write('conftest.py', ''),
    because: ['app:test:unit', { kind: 'file', change: 'added', path: 'conftest.py' }],
    // For ruff an import of `conftest` is first party from now on.
    runs: tasks(['lint', 'test:unit']),
  },
  {
    name: 'a conftest.py that is new between root and project',
    change: (w) => w.write('libs/conftest.py', ''),
    because: ['app:test:unit', { kind: 'file', change: 'added', path: 'libs/conftest.py' }],
    runs: tasks(['test:unit']),
  },
  {
    name: 'a .python-version that is new',
    change: (w) => w.write('.python-version', '3.11\n'),
    because: ['app:typecheck', { kind: 'file', change: 'added', path: '.python-version' }],
    runs: tasks(code),
  },
  {
    name: 'a library’s package in the lock',
    change: (w) => upgrade(w, 'six==1.17.0'),
    because: ['app:test:unit', { kind: 'package', name: 'six', before: '1.16.0', after: '1.17.0' }],
    runs: tasks(code, 'core', 'app'),
  },
  {
    name: 'a leaf’s package in the lock',
    change: (w) => upgrade(w, 'tomli-w==1.1.0'),
    because: [
      'app:test:unit',
      { kind: 'package', name: 'tomli-w', before: '1.0.0', after: '1.1.0' },
    ],
    runs: tasks(code, 'app'),
  },
  {
    name: 'ruff in the lock',
    change: (w) => upgrade(w, 'ruff==0.17.6'),
    because: ['core:lint', { kind: 'package', name: 'ruff', before: '0.17.5', after: '0.17.6' }],
    runs: tasks(['lint']),
  },
  {
    name: 'mypy in the lock',
    change: (w) => upgrade(w, 'mypy==2.4.1'),
    because: ['core:typecheck', { kind: 'package', name: 'mypy', before: '2.4.0', after: '2.4.1' }],
    runs: tasks(['typecheck']),
  },
  {
    name: 'pytest in the lock',
    change: (w) => upgrade(w, 'pytest==9.2.0'),
    because: [
      'core:test:unit',
      { kind: 'package', name: 'pytest', before: '9.1.1', after: '9.2.0' },
    ],
    runs: tasks(code),
  },
  {
    name: 'a new package in the shared group',
    change: async (w) => {
      w.replace('pyproject.toml', '"ruff>=0.17"', '"ruff>=0.17", "iniconfig"');
      await relock(w);
    },
    because: ['core:test:unit', { kind: 'requirements', change: 'changed' }],
    runs: tasks(code),
  },
  {
    name: 'a deleted lock',
    change: (w) => w.remove('uv.lock'),
    because: ['core:lint', { kind: 'package', change: 'removed', name: 'ruff' }],
    runs: all(),
  },
  {
    name: 'a project that is added after another imports it',
    change: async (w) => {
      w.write('libs/billing/pyproject.toml', billing);
      w.write('libs/billing/src/billing/__init__.py', '');
      await relock(w);
    },
    because: ['other:test:unit', { kind: 'edge', change: 'gained', project: 'billing' }],
    runs: [...tasks(['lint', 'typecheck'], 'billing'), ...tasks(code, 'other')],
  },
  {
    name: 'a first project in another folder',
    change: async (w) => {
      w.write('tools/billing/pyproject.toml', billing.replace('billing', 'gadget'));
      w.write('tools/billing/gadget.py', '');
      w.replace('pyproject.toml', '["libs/*"]', '["libs/*", "tools/*"]');
      await relock(w);
    },
    // For ruff an import of `tools` is first party from now on.
    runs: [...tasks(['lint']), ...tasks(['lint', 'typecheck'], 'gadget')],
  },
  {
    name: 'a project that is deleted',
    change: async (w) => {
      w.remove('libs/app');
      await relock(w);
    },
    runs: [],
  },
  {
    name: 'a first import of a project that is not declared',
    change: (w) => w.write('libs/other/src/other/uses.py', 'import core\n\nUSED = core.NAME\n'),
    because: ['other:test:unit', { kind: 'edge', change: 'gained', project: 'core' }],
    runs: all('other'),
  },
  {
    name: 'the source of a project that is imported but not declared',
    change: async (w) => {
      w.write('libs/other/src/other/uses.py', 'import core\n\nUSED = core.NAME\n');
      await w.commit('an import without a declaration');
      await w.nx(['run-many', '-t', ...quick]);
      w.append('libs/core/src/core/__init__.py', '# Another remark.\n');
    },
    because: [
      'other:test:unit',
      { kind: 'file', path: 'libs/core/src/core/__init__.py', relation: 'dependency' },
    ],
    runs: [...all('core'), ...tasks(code, 'app', 'other')],
  },
  {
    name: 'the first integration tests of a library',
    change: (w) =>
      w.write(
        'libs/core/tests/integration/test_more.py',
        'def test_it() -> None:\n    assert True\n',
      ),
    // A new target changes the project's configuration, which Nx hashes into it and its dependents.
    because: ['app:typecheck', { kind: 'configuration', project: 'core' }],
    runs: [...all('core'), ...tasks(code, 'app')],
    selects: tasks(['lint', 'typecheck'], 'core'),
  },
  {
    name: 'a script in package.json',
    change: (w) =>
      w.write(
        'package.json',
        JSON.stringify({ name: 'root', private: true, scripts: { hello: 'echo hello' } }),
      ),
    runs: [],
  },
  {
    name: 'a broken pyproject.toml',
    change: edit('libs/other/pyproject.toml', '\n[broken\n'),
    because: ['other:lint', { kind: 'not-cached' }],
    runs: ['other:lint'],
  },
  {
    name: 'the interpreter',
    change: (w) =>
      w.write(
        '.venv/pyvenv.cfg',
        w.read('.venv/pyvenv.cfg').replace(/version_info = .*/, 'version_info = 3.11.99'),
      ),
    because: ['app:test:unit', { kind: 'interpreter', after: '3.11.99' }],
    runs: tasks(code),
    untracked: true,
  },
];
