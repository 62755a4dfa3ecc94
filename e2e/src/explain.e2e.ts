import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NxLine } from './harness/packages.js';
import { createPythonWorkspace } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

interface AskOptions {
  env?: Record<string, string>;
  daemon?: boolean;
}

interface Explanation {
  next: string | null;
  subject: string | null;
  causes: Record<string, unknown>[];
}

async function explain(
  workspace: Workspace,
  task: string,
  options: AskOptions = {},
): Promise<Explanation> {
  const { exitCode, output } = await workspace.nxSignal(['explain', task, '--json'], options);
  expect(exitCode, output).toBe(0);
  return JSON.parse(output) as Explanation;
}

/** alpha ← beta, gamma alone; iniconfig locked below its newest version. */
async function createWorkspace(nx: NxLine = 'current'): Promise<Workspace> {
  const workspace = await createPythonWorkspace({
    nx,
    projects: {
      alpha: {
        files: { 'src/alpha/extra.py': 'EXTRA: int = 1\n' },
        pyproject: '[tool.nx-signal.targets."test:unit"]\nenv = ["SHOP_MODE"]\n',
      },
      beta: { dependencies: ['alpha'] },
      gamma: {},
    },
  });
  await lockIniconfig(workspace, '2.0.0');
  await workspace.commit('pin');
  return workspace;
}

async function lockIniconfig(workspace: Workspace, version: string): Promise<void> {
  const pin = `iniconfig==${version}`;
  await execa('uv', ['lock', '--quiet', '--upgrade-package', pin], { cwd: workspace.root });
}

const runAll = ['run-many', '-t', 'signal'];
const alphaSource = 'libs/alpha/src/alpha/__init__.py';
const pyvenv = '.venv/pyvenv.cfg';

interface Row {
  title: string;
  task: string;
  edit(workspace: Workspace): void | Promise<void>;
  causes: Record<string, unknown>[];
  env?: Record<string, string>;
}

const iniconfig = {
  kind: 'package',
  change: 'changed',
  name: 'iniconfig',
  ecosystem: 'pypi',
  before: '2.0.0',
  after: '2.1.0',
};

const rows: Row[] = [
  {
    title: 'a source edited',
    task: 'alpha:test:unit',
    edit: (workspace) => workspace.append(alphaSource, '# A remark.\n'),
    causes: [
      { kind: 'file', change: 'changed', path: alphaSource, relation: 'own', project: null },
    ],
  },
  {
    title: 'a source of a dependency edited',
    task: 'beta:typecheck',
    edit: (workspace) => workspace.append(alphaSource, '# A remark.\n'),
    causes: [
      {
        kind: 'file',
        change: 'changed',
        path: alphaSource,
        relation: 'dependency',
        project: 'alpha',
      },
    ],
  },
  {
    title: 'a file added',
    task: 'alpha:lint',
    edit: (workspace) => workspace.write('libs/alpha/src/alpha/more.py', ''),
    causes: [
      {
        kind: 'file',
        change: 'added',
        path: 'libs/alpha/src/alpha/more.py',
        relation: 'own',
        project: null,
      },
    ],
  },
  {
    title: 'a file removed',
    task: 'alpha:lint',
    edit: (workspace) => workspace.remove('libs/alpha/src/alpha/extra.py'),
    causes: [
      {
        kind: 'file',
        change: 'removed',
        path: 'libs/alpha/src/alpha/extra.py',
        relation: 'own',
        project: null,
      },
    ],
  },
  {
    title: 'a package upgraded in the lock',
    task: 'gamma:test:unit',
    edit: (workspace) => lockIniconfig(workspace, '2.1.0'),
    causes: [iniconfig],
  },
  {
    title: 'a section of the configuration edited',
    task: 'alpha:typecheck',
    edit: (workspace) => workspace.replace('pyproject.toml', 'strict = true', 'strict = false'),
    causes: [{ kind: 'settings', change: 'changed', file: 'pyproject.toml', section: 'tool.mypy' }],
  },
  {
    title: 'the interpreter replaced',
    task: 'alpha:test:unit',
    edit: (workspace) => {
      const text = workspace.read(pyvenv);
      workspace.write(pyvenv, text.replace(/^version_info = .*$/m, 'version_info = 3.99.1'));
    },
    causes: [{ kind: 'interpreter', before: expect.stringMatching(/^3\./), after: '3.99.1' }],
  },
  {
    title: 'a declared variable set',
    task: 'alpha:test:unit',
    edit: () => {},
    env: { SHOP_MODE: 'a secret' },
    causes: [{ kind: 'variable', name: 'SHOP_MODE', change: 'set' }],
  },
  {
    title: 'nx.json edited',
    task: 'gamma:lint',
    edit: (workspace) => workspace.replace('nx.json', '"analytics":false', '"analytics": false'),
    causes: [
      { kind: 'file', change: 'changed', path: 'nx.json', relation: 'workspace', project: null },
    ],
  },
  {
    title: 'a dependency imported',
    task: 'gamma:test:unit',
    edit: (workspace) => workspace.append('libs/gamma/src/gamma/__init__.py', 'import alpha\n'),
    causes: [
      {
        kind: 'file',
        change: 'changed',
        path: 'libs/gamma/src/gamma/__init__.py',
        relation: 'own',
        project: null,
      },
      { kind: 'edge', change: 'gained', project: 'alpha' },
    ],
  },
  {
    title: 'an option set in project.json',
    task: 'alpha:lint',
    edit: (workspace) =>
      workspace.write(
        'libs/alpha/project.json',
        JSON.stringify({ name: 'alpha', targets: { lint: { options: { args: ['--preview'] } } } }),
      ),
    causes: [
      {
        kind: 'file',
        change: 'added',
        path: 'libs/alpha/project.json',
        relation: 'own',
        project: null,
      },
      { kind: 'configuration', project: 'alpha', keys: ['targets.lint.options.args'] },
    ],
  },
];

describe('explain, after one thing changed', () => {
  let workspace: Workspace;
  let environmentText: string;
  beforeAll(async () => {
    workspace = await createWorkspace();
    const { exitCode, output } = await workspace.nx(runAll);
    expect(exitCode, output).toBe(0);
    environmentText = workspace.read(pyvenv);
  });
  afterEach(async () => {
    await workspace.reset();
    workspace.write(pyvenv, environmentText);
  });
  afterAll(() => workspace.dispose());

  it('says that nothing did', async () => {
    const { next, causes } = await explain(workspace, 'beta:test:unit');
    expect({ next, causes }).toEqual({ next: 'replay', causes: [] });
  });

  it.each(rows)('names $title', async ({ task, edit, causes, env }) => {
    await edit(workspace);
    const answer = await explain(workspace, task, env ? { env } : {});
    expect(answer).toMatchObject({ next: 'run', subject: 'next', causes });
    expect(answer.causes).toHaveLength(causes.length);
  });

  it('names a conftest.py above the project', async () => {
    workspace.write('conftest.py', '');
    const { causes } = await explain(workspace, 'alpha:test:unit');
    expect(causes).toContainEqual({
      kind: 'file',
      change: 'added',
      path: 'conftest.py',
      relation: 'workspace',
      project: null,
    });
  });

  it('replays what an edit elsewhere does not reach', async () => {
    workspace.append(alphaSource, '# A remark.\n');
    expect(await explain(workspace, 'gamma:test:unit')).toMatchObject({ next: 'replay' });
  });

  it.each(rows.filter(({ title }) => /^a (source edited|package)/.test(title)))(
    'names $title, with the daemon',
    async ({ task, edit, causes }) => {
      await workspace.nx(runAll, { daemon: true });
      await edit(workspace);
      expect(await explain(workspace, task, { daemon: true })).toMatchObject({
        next: 'run',
        causes,
      });
    },
  );
});

describe('explain, looking back', () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await createWorkspace();
  });
  afterAll(() => workspace.dispose());

  const task = 'alpha:test:unit';

  it('says what to do when no run is recorded', async () => {
    const { exitCode, output } = await workspace.nxSignal(['explain', task]);
    expect(output).toContain(`${task} would run now: there is no record of an earlier run.`);
    expect(output).toContain('Run it once');
    expect(exitCode).toBe(0);
  });

  it('has nothing to compare the first run with', async () => {
    await workspace.nx(['run', task]);
    const { output } = await workspace.nxSignal(['explain', task]);
    expect(output).toContain(`${task} would be replayed from the cache now.`);
    expect(output).toContain('no record of an earlier run to compare with');
  });

  it('tells in words why the last run did the work, also after replays', async () => {
    workspace.append(alphaSource, '# A remark.\n');
    await workspace.nx(['run', task]);
    expect((await workspace.nx(['run', task])).tasks).toEqual({ [task]: 'cached' });
    const { output } = await workspace.nxSignal(['explain', task]);
    expect(output).toMatch(/^alpha:test:unit would be replayed from the cache now\.\nIt last ran/);
    expect(output).toContain(`  file  ${alphaSource} changed`);
  });

  it('knows a task that failed, and runs again for that', async () => {
    workspace.append(
      'libs/alpha/tests/unit/test_alpha.py',
      '\n\ndef test_no() -> None:\n    assert False\n',
    );
    expect((await workspace.nx(['run', task])).tasks).toEqual({ [task]: 'failed' });
    expect(await explain(workspace, task)).toMatchObject({
      next: 'run',
      causes: [{ kind: 'failed-before' }],
    });
    await workspace.restore();
  });

  it('knows a run that was told to skip the cache', async () => {
    await workspace.nx(['run', task]);
    await workspace.nx(['run', task, '--skipNxCache']);
    expect(await explain(workspace, task)).toMatchObject({
      next: 'replay',
      subject: 'last',
      causes: [{ kind: 'cache-skipped' }],
    });
  });

  it('knows a target that is never cached', async () => {
    const { output } = await workspace.nxSignal(['explain', 'alpha:fix']);
    expect(output).toContain('the target is not cached, so it runs every time');
  });

  it('suggests the nearest task', async () => {
    const { exitCode, output } = await workspace.nxSignal(['explain', 'alpha:test:unti']);
    expect(output).toBe(
      'error [TASK_UNKNOWN]: There is no task alpha:test:unti.\n\nhint: did you mean alpha:test:unit?',
    );
    expect(exitCode).toBe(1);
  });

  it('never writes the value of a variable down', async () => {
    await workspace.nx(['run', task], { env: { SHOP_MODE: 'a-secret-value' } });
    const found = await workspace.run('grep', ['-r', 'a-secret-value', '.nx/workspace-data']);
    expect(found).toEqual({ exitCode: 1, output: '' });
  });
});

describe('explain on the previous Nx', () => {
  it('names an edit and an upgrade', async () => {
    const workspace = await createWorkspace('previous');
    await workspace.nx(runAll);
    workspace.append('libs/gamma/src/gamma/__init__.py', '# A remark.\n');
    await lockIniconfig(workspace, '2.1.0');
    const { causes } = await explain(workspace, 'gamma:test:unit');
    expect(causes).toEqual([expect.objectContaining({ kind: 'file', relation: 'own' }), iniconfig]);
    await workspace.dispose();
  });
});
