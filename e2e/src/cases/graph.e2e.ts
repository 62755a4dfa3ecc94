import { afterAll, afterEach, describe, expect, it } from 'vitest';
import {
  createPythonWorkspace,
  developmentGroup,
  type PythonProject,
} from '../harness/python-workspace.js';
import { Workspace } from '../harness/workspace.js';

const open: Workspace[] = [];
afterAll(() => Promise.all(open.map((workspace) => workspace.dispose())));

function kept<T extends Workspace>(workspace: T): T {
  open.push(workspace);
  return workspace;
}

async function names(workspace: Workspace): Promise<string[]> {
  const { exitCode, output } = await workspace.nx(['show', 'projects', '--json']);
  expect(exitCode, output).toBe(0);
  return JSON.parse(output.slice(output.indexOf('['))).sort();
}

describe('the graph', () => {
  it('is made of a workspace with a lock and no project', async () => {
    const workspace = kept(await createPythonWorkspace({ projects: {} }));
    expect(await names(workspace)).toEqual([]);
  });

  it('is made whatever a project.json or package.json is beside', async () => {
    const workspace = kept(
      await Workspace.create({
        files: {
          'nx.json': '{ "plugins": ["@nx-signal/python"], "analytics": false }',
          'package.json': '{ "name": "root", "private": true }',
          '.gitignore': 'node_modules\n.nx\n',
          'lib/pyproject.toml': '[project]\nname = "lib"\n',
          'lib/src/lib/__init__.py': '',
          'lib/project.json': '{ "name": "lib", "implicitDependencies": ["web"] }',
          'web/project.json': '{\n  // Without a name.\n  "targets": {}\n}',
          'ui/package.json': '{ "name": "@acme/ui" }',
          'ui/src/deep/x.js': '',
          'plain/pyproject.toml': '[project]\nversion = "1"\n',
          'plain/plain.py': '',
          'web2/pyproject.toml': '[project]\nname = "web"\n',
          'web2/x.py': '',
          'own/pyproject.toml': '[project]\nname = "web"\n',
          'own/project.json': '{ "name": "own" }',
          'own/x.py': '',
        },
      }),
    );
    expect(await names(workspace)).toEqual(['lib', 'own', 'plain', 'root', 'web', 'web2']);
    const { output } = await workspace.nx(['run-many', '-t', 'lint']);
    expect(output).toContain(
      'error [PYPROJECT_INVALID]: plain/pyproject.toml has a [project] table',
    );
    // It goes by its folder.
    expect(output).toContain('> nx run web2:lint');
    expect(output).not.toContain('PROJECT_NAME_CLASH');
  });
});

describe('a workspace of two languages', () => {
  it('runs the tasks of a Python project that depends on others', async () => {
    const workspace = kept(
      await createPythonWorkspace({
        projects: {
          core: {
            files: {
              'package.json': '{ "name": "core", "dependencies": { "@acme/kit": "1.0.0" } }',
            },
          },
          app: {
            dependencies: ['core'],
            files: {
              'project.json': '{ "name": "app", "implicitDependencies": ["root", "tools"] }',
            },
          },
        },
        files: {
          'package.json':
            '{ "name": "root", "private": true, "workspaces": ["ui/*", "libs/*"], "dependencies": {} }',
          'ui/kit/package.json': '{ "name": "@acme/kit", "version": "1.0.0" }',
          // Settings of a formatter make no Python project.
          'ui/kit/pyproject.toml': '[tool.ruff]\nline-length = 80\n',
          'ui/kit/kit.js': '',
          'tools/project.json': '{ "name": "tools" }',
        },
      }),
    );
    const run = () => workspace.nx(['run-many', '-t', 'lint', 'typecheck', 'test:unit']);
    const first = await run();
    expect(first.exitCode, first.output).toBe(0);
    expect(Object.values(first.tasks)).toHaveLength(6);
    expect(Object.values((await run()).tasks)).toEqual(Array(6).fill('cached'));
  });
});

describe('target defaults of nx.json', () => {
  const ruff = '[tool.ruff]\nline-length = 100\n';
  const nxJson = (targetDefaults: object) =>
    JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false, targetDefaults });
  let workspace: Workspace;
  afterEach(() => workspace.restore());

  it('that take inputs away fail the targets, and those that add to them do not', async () => {
    const lint = { cache: true, inputs: ['default', '{workspaceRoot}/rules.json'] };
    const files = { 'nx.json': nxJson({ lint, 'test:*': { dependsOn: ['^build'] } }) };
    workspace = kept(await createPythonWorkspace({ projects: { core: {} }, files }));
    const { tasks, output } = await workspace.nx([
      'run-many',
      '-t',
      'lint',
      'typecheck',
      'test:unit',
    ]);
    expect(tasks, output).toEqual({
      'core:lint': 'failed',
      'core:typecheck': 'ran',
      'core:test:unit': 'failed',
    });
    expect(output).toContain('at nx.json (targetDefaults.lint.inputs)');
    expect(output).toContain('at nx.json (targetDefaults.test:*.dependsOn)');
    workspace.write('anything.txt', '');
    const selected = await workspace.nx(['affected', '-t', 'test:unit', '--base=HEAD']);
    expect(selected.tasks).toEqual({ 'core:test:unit': 'failed' });
    workspace.remove('anything.txt');

    const added = {
      lint: { ...lint, inputs: ['...', 'default'] },
      'test:*': { dependsOn: ['...', '^build'] },
    };
    workspace.write('nx.json', nxJson(added));
    const run = async () => (await workspace.nx(['run-many', '-t', 'lint', 'test:unit'])).tasks;
    expect(await run()).toEqual({ 'core:lint': 'ran', 'core:test:unit': 'ran' });
    expect(await run()).toEqual({ 'core:lint': 'cached', 'core:test:unit': 'cached' });
    workspace.replace('pyproject.toml', ruff, '[tool.ruff]\nline-length = 20\n');
    expect(await run()).toEqual({ 'core:lint': 'failed', 'core:test:unit': 'cached' });
    const affected = ['affected', '-t', 'lint', '--files=pyproject.toml'];
    expect((await workspace.nx(affected)).tasks).toEqual({ 'core:lint': 'failed' });
  });

  it('and settings of the project are told apart from targets of its own', async () => {
    const own = {
      name: 'core',
      targets: { lint: { inputs: ['default'] }, typecheck: { command: 'true' } },
    };
    workspace.write('libs/core/project.json', JSON.stringify(own));
    const { tasks, output } = await workspace.nx(['run-many', '-t', 'lint', 'typecheck']);
    expect(tasks, output).toMatchObject({ 'core:lint': 'failed', 'core:typecheck': 'ran' });
    expect(output).toContain('at libs/core/project.json (targets.lint.inputs)');
    workspace.remove('libs/core/project.json');
  });
});

describe('an edit of a leaf', () => {
  const edit = async (file: string) => {
    workspace.append(file, '# edited\n');
    const { tasks } = await workspace.nx(['run-many', '-t', 'test:unit', 'typecheck']);
    const { tasks: selected } = await workspace.nx(['affected', '-t', 'test:unit', '--base=HEAD']);
    await workspace.commit('edit');
    const ran = Object.keys(tasks).filter((id) => tasks[id] !== 'cached');
    return {
      ran: [...new Set(ran.map((id) => id.replace(/:.*/, '')))].sort(),
      selected: Object.keys(selected)
        .map((id) => id.replace(/:.*/, ''))
        .sort(),
    };
  };
  const only = (...projects: string[]) => ({ ran: projects, selected: projects });
  let workspace: Workspace;

  it('runs nothing around it in a workspace with extras', async () => {
    const plugin = (name: string): PythonProject => ({
      dependencies: ['core'],
      files: { [`src/${name}/use.py`]: 'from core import NAME\n\nUSED: str = NAME\n' },
    });
    const extras = '[project.optional-dependencies]\na = ["a"]\nb = ["b"]\nc = ["c"]\n';
    const sources =
      '[tool.uv.sources]\na = { workspace = true }\nb = { workspace = true }\nc = { workspace = true }\n';
    workspace = kept(
      await createPythonWorkspace({
        projects: {
          core: { pyproject: `${extras}\n${sources}` },
          a: plugin('a'),
          b: plugin('b'),
          c: plugin('c'),
          app: {
            pyproject:
              '[dependency-groups]\nrun = ["core[b]"]\n\n[tool.uv.sources]\ncore = { workspace = true }\n',
          },
        },
      }),
    );
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'test:unit', 'typecheck']);
    expect(exitCode, output).toBe(0);
    expect(await edit('libs/a/src/a/use.py')).toEqual(only('a'));
    expect(await edit('libs/b/src/b/use.py')).toEqual(only('app', 'b'));
    expect(await edit('libs/core/src/core/__init__.py')).toEqual(
      only('a', 'app', 'b', 'c', 'core'),
    );
  });

  it('runs no dependent of a project that needs it for tests alone', async () => {
    const use = (of: string) =>
      `from ${of} import NAME\n\n\ndef test_${of}() -> None:\n    assert NAME\n`;
    workspace = kept(
      await createPythonWorkspace({
        projects: {
          base: {},
          kit: {
            dependencies: ['base'],
            files: { 'src/kit/use.py': 'from base import NAME\n\nUSED: str = NAME\n' },
          },
          // The one is declared in a group, the other imported without a declaration.
          core: {
            files: { 'tests/unit/test_use.py': use('kit'), 'tests/unit/test_more.py': use('more') },
            pyproject:
              '[dependency-groups]\ntest = ["kit"]\n\n[tool.uv.sources]\nkit = { workspace = true }\n',
          },
          more: {},
          app: {
            dependencies: ['core'],
            files: { 'src/app/use.py': 'from core import NAME\n\nUSED: str = NAME\n' },
          },
        },
        options: { groups: ['test'] },
      }),
    );
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'test:unit', 'typecheck']);
    expect(exitCode, output).toBe(0);
    expect(await edit('libs/kit/src/kit/use.py')).toEqual(only('core', 'kit'));
    expect(await edit('libs/base/src/base/__init__.py')).toEqual(only('base', 'core', 'kit'));
    expect(await edit('libs/more/src/more/__init__.py')).toEqual(only('core', 'more'));
    workspace.write('libs/core/src/core/use.py', 'from more import NAME\n\nUSED: str = NAME\n');
    await edit('libs/core/src/core/use.py');
    expect(await edit('libs/more/src/more/__init__.py')).toEqual(only('app', 'core', 'more'));
  });

  it('runs only those whose own lock takes it from the workspace', async () => {
    const manifest = (name: string, requires: string, more = '') =>
      `[project]\nname = "${name}"\nversion = "99"\nrequires-python = ">=3.11"\ndependencies = [${requires}]\n\n${developmentGroup(['pytest==9.2.0'])}\n[build-system]\nrequires = ["uv_build>=0.8"]\nbuild-backend = "uv_build"\n${more}`;
    const source =
      '[tool.uv.sources]\niniconfig = { path = "../../libs/iniconfig", editable = true }\n';
    const user = (name: string) => ({
      [`apps/${name}/src/${name}/__init__.py`]: 'import iniconfig\n\nNAME = iniconfig.__name__\n',
      [`apps/${name}/tests/unit/test_${name}.py`]: `from ${name} import NAME\n\n\ndef test_it() -> None:\n    assert NAME == "iniconfig"\n`,
    });
    workspace = kept(
      await createPythonWorkspace({
        projects: {},
        unlocked: true,
        files: {
          'pyproject.toml': '',
          'libs/iniconfig/pyproject.toml': manifest('iniconfig', ''),
          'libs/iniconfig/src/iniconfig/__init__.py': '',
          'apps/web/pyproject.toml': manifest('web', '"iniconfig<90"'),
          'apps/api/pyproject.toml': manifest('api', ''),
          'apps/tool/pyproject.toml': manifest(
            'tool',
            '"local"',
            source.replaceAll('iniconfig', 'local'),
          ),
          'libs/local/pyproject.toml': manifest('local', ''),
          'libs/local/src/local/__init__.py': '',
          'apps/tool/src/tool/__init__.py': 'import local\n\nNAME = local.__name__\n',
          'apps/tool/tests/unit/test_tool.py':
            'from tool import NAME\n\n\ndef test_it() -> None:\n    assert NAME == "local"\n',
          ...user('web'),
          ...user('api'),
        },
      }),
    );
    for (const project of ['apps/web', 'apps/api', 'apps/tool', 'libs/local', 'libs/iniconfig'])
      await workspace.run('uv', ['lock', '--quiet', '--directory', project]);
    await workspace.commit('lock');
    const { exitCode, output } = await workspace.nx(['run-many', '-t', 'test:unit']);
    expect(exitCode, output).toBe(0);
    expect(await edit('libs/iniconfig/src/iniconfig/__init__.py')).toEqual(only());
    expect(await edit('libs/local/src/local/__init__.py')).toEqual(only('tool'));
  });
});
