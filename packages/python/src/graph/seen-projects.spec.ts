import { describe, expect, it } from 'vitest';
import { scansOf } from '../testing/edges.js';
import { graphOf, nodesOf, type Texts } from '../testing/workspace.js';
import type { NxProject } from '../workspace/read-manifests.js';
import { seenProjects } from './seen-projects.js';

const ours = { plugins: ['@nx-signal/python', { plugin: '@nx/js/typescript', options: {} }] };

const project = (name: string, requires: readonly string[] = [], more = ''): Texts => ({
  [`${name}/pyproject.toml`]: `[project]\nname = "${name}"\ndependencies = ${JSON.stringify(requires)}\n${more}`,
  [`${name}/src/${name}/__init__.py`]: '',
  [`${name}/tests/test_it.py`]: 'def test_it() -> None: ...\n',
});

const dev = (...names: string[]) => `[dependency-groups]\ndev = ${JSON.stringify(names)}\n`;

/** `app` needs `core`, whose group has `kit`, which needs `base` to run. */
const workspace: Texts = {
  ...project('app', ['core']),
  ...project('core', [], dev('kit')),
  ...project('kit', ['base']),
  ...project('base'),
};

function seenBy(
  name: string,
  texts: Texts,
  { nxJson = ours, nxProjects = [] }: { nxJson?: object; nxProjects?: NxProject[] } = {},
): string[] | undefined {
  const graph = { ...graphOf(texts), nxProjects };
  return seenProjects(graph, scansOf(texts), nxJson).get(name)?.names;
}

describe('a dependent of a project', () => {
  const imports = (file: string, module = 'kit'): Texts => ({ [file]: `import ${module}\n` });
  const bare = { ...workspace, ...project('core') };
  const source = 'path = "../kit"';
  type Row = [title: string, texts: Texts, seen: string[] | undefined];
  const rows: Row[] = [
    ['sees nothing of what its groups name', workspace, ['core']],
    [
      'nor of what uv’s older table names',
      { ...workspace, ...project('core', [], '[tool.uv]\ndev-dependencies = ["kit"]\n') },
      ['core'],
    ],
    [
      'nor of what Poetry’s groups name by path',
      {
        ...workspace,
        ...project('core', [], `[tool.poetry.group.test.dependencies]\nkit = { ${source} }\n`),
      },
      ['core'],
    ],
    [
      'nor of paths that uv is given for a group',
      {
        ...workspace,
        ...project('core', [], `${dev('kit')}[tool.uv.sources]\nkit = { ${source} }\n`),
      },
      ['core'],
    ],
    ['nor of what its tests import', { ...bare, ...imports('core/tests/test_it.py') }, ['core']],
    ['nor of what its conftest imports', { ...bare, ...imports('core/conftest.py') }, ['core']],
    [
      'sees what its code imports, too',
      { ...workspace, ...imports('core/src/core/x.py') },
      undefined,
    ],
    [
      'sees what its code imports for type checkers',
      {
        ...bare,
        'core/src/core/x.py': 'from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  import kit\n',
      },
      undefined,
    ],
    ['sees what its scripts import', { ...bare, ...imports('core/scripts/x.py') }, undefined],
    [
      'sees what a package of its tests imports, if others can',
      { ...bare, ...imports('core/src/core/tests/test_x.py') },
      undefined,
    ],
    [
      'sees what it requires to run, and names in a group besides',
      { ...workspace, ...project('core', ['kit'], dev('kit')) },
      undefined,
    ],
    [
      'sees nothing of what its extras add',
      {
        ...workspace,
        ...project('core', [], `${dev('kit')}[project.optional-dependencies]\nx = ["kit"]\n`),
      },
      ['core'],
    ],
    [
      'sees what an extra adds that its code looks for',
      {
        ...bare,
        ...project('core', [], '[project.optional-dependencies]\nx = ["kit"]\n'),
        'core/src/core/x.py': 'try:\n  import kit\nexcept ImportError:\n  pass\n',
      },
      undefined,
    ],
    [
      'nor of what Poetry’s extras name by path',
      {
        ...bare,
        ...project(
          'core',
          [],
          `[tool.poetry.dependencies]\nkit = { ${source}, optional = true }\n[tool.poetry.extras]\nx = ["kit"]\n`,
        ),
      },
      ['core'],
    ],
    [
      'sees what Poetry’s main table names by path',
      { ...bare, ...project('core', [], `[tool.poetry.dependencies]\nkit = { ${source} }\n`) },
      undefined,
    ],
    [
      'sees what an extra adds that it asks for',
      {
        ...bare,
        ...project('core', [], '[project.optional-dependencies]\nx = ["kit"]\n'),
        ...project('app', ['core[x]']),
      },
      undefined,
    ],
    [
      'sees nothing of an extra that closes a circle and that tests alone use',
      {
        ...bare,
        ...project('kit', ['core']),
        ...project('core', [], '[project.optional-dependencies]\nx = ["kit"]\n'),
        ...imports('core/tests/test_it.py'),
      },
      ['core'],
    ],
    [
      'sees nothing of such an extra that a group asks for',
      {
        ...bare,
        ...project('kit', ['core']),
        ...project('core', [], `${dev('core[x]')}[project.optional-dependencies]\nx = ["kit"]\n`),
      },
      ['core'],
    ],
    [
      'sees what a conftest imports that is around another project',
      { ...bare, ...imports('core/conftest.py'), ...project('core/plugin', []) },
      undefined,
    ],
    ['sees what it needs itself', { ...workspace, ...project('app', ['core', 'kit']) }, undefined],
    [
      'sees what it tests with itself',
      { ...workspace, ...project('app', ['core'], dev('kit')) },
      undefined,
    ],
    [
      'sees what the code of a tool imports that it tests with itself',
      {
        ...workspace,
        ...project('app', [], dev('core', 'kit')),
        ...project('kit', ['base'], dev('more')),
        ...project('more'),
      },
      ['base', 'core', 'kit'],
    ],
  ];
  it.each(rows)('%s', (_title, texts, seen) => {
    expect(seenBy('app', texts)).toEqual(seen);
  });

  it('and its own dependents see the same', () => {
    expect(seenBy('top', { ...workspace, ...project('top', ['app']) })).toEqual(['app', 'core']);
  });
});

it('a project sees all that its own tests need', () => {
  const circle = { ...workspace, ...project('kit', ['core']) };
  expect(seenBy('core', workspace)).toBeUndefined();
  expect(seenBy('core', circle)).toBeUndefined();
  expect(seenBy('app', circle)).toEqual(['core']);
});

describe('edges that others may know of keep all that Nx reaches', () => {
  const inNx = (root: string, more: Partial<NxProject>): NxProject => ({
    root,
    name: root,
    isNamed: true,
    settings: [],
    ...more,
  });
  const projectJson = (root: string, settings: object) =>
    inNx(root, {
      name: 'other',
      settings: [{ file: `${root}/project.json`, key: '', settings: { ...settings } }],
    });
  type Row = [title: string, more: Parameters<typeof seenBy>[2], seen: string[] | undefined];
  const rows: Row[] = [
    ['a plugin of somebody else', { nxJson: { plugins: ['./tools/plugin'] } }, undefined],
    ['a package.json', { nxProjects: [inNx('kit', { isPackage: true })] }, undefined],
    [
      'edges in a project.json',
      { nxProjects: [projectJson('core', { implicitDependencies: ['web'] })] },
      undefined,
    ],
    ['not a project.json without any', { nxProjects: [projectJson('core', {})] }, ['other']],
    ['not another project’s', { nxProjects: [inNx('ui', { isPackage: true })] }, ['core']],
  ];
  it.each(rows)('%s', (_title, more, seen) => {
    expect(seenBy('app', workspace, more)).toEqual(seen);
  });
});

describe('inputs of a project that sees less than it reaches', () => {
  const inputsOf = (nxProjects: NxProject[] = []) => {
    const graph = { ...graphOf(workspace), nxProjects };
    const seen = seenProjects(graph, scansOf(workspace), ours);
    const { targets = {} } = nodesOf(graph, 'workspace', seen).projects['app'] ?? {};
    return [targets['test:unit'], targets['signal']].map((target) => target?.inputs ?? []);
  };
  const core = { input: 'pyProd', projects: ['core'] };

  it('are files of those projects, of the aggregates, too', () => {
    for (const inputs of inputsOf()) {
      expect(inputs).toContainEqual(core);
      expect(inputs.filter((input) => typeof input === 'string' && input[0] === '^')).toEqual([]);
    }
  });

  it('follow edges to other languages where there are any', () => {
    const ui = { root: 'ui', name: 'ui', isNamed: true, settings: [] };
    for (const inputs of inputsOf([ui]))
      expect(inputs).toEqual(expect.arrayContaining([core, '^pyForeign']));
  });
});
