import { describe, expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import { partsOf } from '../testing/error-of.js';
import { graphOf, type Texts, validateProject, workspaceFiles } from '../testing/workspace.js';
import { derivePythonGraph } from '../workspace/python-graph.js';

const project = (name: string) => `[project]\nname = "${name}"\n`;
const workspace = (...members: string[]) =>
  `[tool.uv.workspace]\nmembers = ${JSON.stringify(members)}\n`;

describe('one project’s mistake costs that project only', () => {
  const rows: [title: string, text: string, code: string, line: number | undefined][] = [
    ['syntax', '[project]\nname = "bad"\nversion =', 'PYPROJECT_SYNTAX', 3],
    ['no name', '[project]\nversion = "1"', 'PYPROJECT_INVALID', 1],
    ['option', `${project('bad')}[tool.nx-signal]\ntgas = []`, 'OPTIONS_INVALID', 4],
    ['taken name', '[project]\nname = "Z.lib"', 'PROJECT_NAME_CLASH', 2],
  ];
  it.each(rows)('%s', (_title, text, code, line) => {
    const texts: Texts = {
      'pyproject.toml': workspace('libs/*'),
      'libs/a/pyproject.toml': project('a'),
      'libs/z/pyproject.toml': project('z-lib'),
      'libs/zz-bad/pyproject.toml': text,
    };
    const { projects, broken } = graphOf(texts).workspace;
    expect(projects.map(({ directory }) => directory)).toEqual(['libs/a', 'libs/z']);
    expect(broken.map(({ directory, file, error }) => [directory, file, error.code])).toEqual([
      ['libs/zz-bad', 'libs/zz-bad/pyproject.toml', code],
    ]);
    expect(broken[0]?.error.place).toMatchObject({ file: 'libs/zz-bad/pyproject.toml', line });
  });
});

it('a file that cannot be read is a broken project', () => {
  const files = workspaceFiles({ 'libs/a/pyproject.toml': project('a') });
  const error = new SignalError({
    code: 'PYPROJECT_UNREADABLE',
    message: 'libs/b/pyproject.toml could not be read: EACCES.',
    place: { file: 'libs/b/pyproject.toml' },
    hint: 'check that it is a file and that you may read it.',
  });
  files.pyprojectTexts.set('libs/b/pyproject.toml', error);
  const { projects, broken } = derivePythonGraph(files, {}, validateProject).workspace;
  expect(projects.map(({ name }) => name)).toEqual(['a']);
  expect(broken).toMatchObject([{ directory: 'libs/b', name: 'b', error }]);
});

it('what no one foresaw is an error of the file it happened to', () => {
  const files = workspaceFiles({ 'a/pyproject.toml': project('a') });
  const { broken } = derivePythonGraph(files, {}, () => {
    throw new TypeError('no such thing');
  }).workspace;
  expect(partsOf(broken[0]?.error)).toEqual({
    code: 'PYPROJECT_INVALID',
    message: 'a/pyproject.toml could not be used: no such thing.',
    place: { file: 'a/pyproject.toml' },
    hint: undefined,
  });
});

it('of two projects with one name in one environment the second is at fault', () => {
  const texts = {
    'pyproject.toml': workspace('*'),
    'a/pyproject.toml': project('Lib_Core'),
    'b/pyproject.toml': project('lib.core'),
  };
  const { projects, broken } = graphOf(texts).workspace;
  expect(projects.map(({ directory }) => directory)).toEqual(['a']);
  expect(partsOf(broken[0]?.error)).toEqual({
    code: 'PROJECT_NAME_CLASH',
    message:
      'b/pyproject.toml is named "lib.core", and so is a/pyproject.toml, once both names are normalised.',
    place: { file: 'b/pyproject.toml', line: 2, key: 'project.name' },
    hint: 'give one of the two another name. If b is a copy, list it in .nxignore.',
  });
});

describe('of several projects with one name, in environments of their own, one keeps it', () => {
  const rows: [title: string, texts: Texts, kept: string, other: string][] = [
    [
      'what is nearer to the root',
      { 'a/b/pyproject.toml': project('x'), 'c/pyproject.toml': project('x') },
      'c',
      'a/b',
    ],
    [
      'a member of the workspace',
      {
        'pyproject.toml': workspace('services/*/*'),
        'old/pyproject.toml': project('X'),
        'services/eu/x/pyproject.toml': project('x'),
      },
      'services/eu/x',
      'old',
    ],
    [
      'what is no copy of a workspace',
      {
        'pyproject.toml': workspace('libs/*'),
        'backup/pyproject.toml': workspace('libs/*'),
        'backup/libs/x/pyproject.toml': project('x'),
        'libs/x/pyproject.toml': project('x'),
      },
      'libs/x',
      'backup/libs/x',
    ],
    [
      'what is in a folder of that name',
      {
        'libs/Copy of x/pyproject.toml': project('x'),
        'libs/x/pyproject.toml': project('x'),
      },
      'libs/x',
      'libs/Copy of x',
    ],
  ];
  it.each(rows)('%s', (_title, texts, kept, other) => {
    const { projects, broken } = graphOf(texts).workspace;
    expect(broken).toEqual([]);
    expect(new Map(projects.map(({ directory, node }) => [directory, node]))).toEqual(
      new Map([
        [kept, 'x'],
        [other, other],
      ]),
    );
  });
});

describe('a broken project is called what its text seems to say', () => {
  const rows: [directory: string, text: string, name: string][] = [
    ['libs/x', '[project]\nname = "lib-x"\n[', 'lib-x'],
    ['libs/x', "[project]\n  name='lib_x'\n[", 'lib_x'],
    ['libs/x', '[project]\nname = "lib x"\n[', 'x'],
    ['libs/x', '[', 'x'],
    ['.', '[', 'root'],
  ];
  it.each(rows)('%s: %j → %s', (directory, text, name) => {
    const file = directory === '.' ? 'pyproject.toml' : `${directory}/pyproject.toml`;
    expect(graphOf({ [file]: text }).workspace.broken[0]?.name).toBe(name);
  });
});

describe('no two projects have one name, since Nx would refuse the whole graph', () => {
  const poetry = (name: string) => `[tool.poetry]\nname = "${name}"\n`;
  const rows: [title: string, texts: Texts][] = [
    ['two of PEP 621', { 'a/pyproject.toml': project('x'), 'b/pyproject.toml': project('x') }],
    ['two of Poetry', { 'a/pyproject.toml': poetry('x'), 'b/pyproject.toml': poetry('x') }],
    [
      'a broken one first',
      { 'a/pyproject.toml': `${project('x')}[`, 'b/pyproject.toml': project('x') },
    ],
    [
      'a broken one last',
      { 'a/pyproject.toml': project('x'), 'b/pyproject.toml': `${project('x')}[` },
    ],
    [
      'two broken ones',
      { 'a/pyproject.toml': `${project('x')}[`, 'b/pyproject.toml': `${project('x')}[` },
    ],
    [
      'one with a wrong option',
      {
        'a/pyproject.toml': `${project('x')}[tool.nx-signal]\ny = 1`,
        'b/pyproject.toml': project('x'),
      },
    ],
    [
      'folders of one name',
      { 'a/x/pyproject.toml': '[', 'b/x/pyproject.toml': '[', 'c/pyproject.toml': project('x') },
    ],
  ];
  it.each(rows)('%s', (_title, texts) => {
    const { projects, broken } = graphOf(texts).workspace;
    const names = [...projects.map(({ node }) => node), ...broken.map(({ name }) => name)];
    expect(names).toHaveLength(Object.keys(texts).length);
    expect(new Set(names).size).toBe(names.length);
  });
});

it('a broken project has the environment of the workspace it is a member of', () => {
  const texts = {
    'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]',
    'libs/bad/pyproject.toml': '[',
    'apps/bad/pyproject.toml': '[',
  };
  const { broken } = graphOf(texts).workspace;
  expect(broken.map(({ directory, environment }) => [directory, environment])).toEqual([
    ['libs/bad', '.'],
    ['apps/bad', 'apps/bad'],
  ]);
});

describe('a name that a file of Nx’s gives to another project', () => {
  const named = (root: string, name: string, isNamed = true) => ({
    root,
    name,
    isNamed,
    settings: [],
  });
  const rows: [title: string, nxProjects: ReturnType<typeof named>[], names: string[]][] = [
    ['leaves the Python project that of its folder', [named('ui', 'x')], ['a']],
    [
      'costs nothing where a file of Nx’s names the Python project',
      [named('ui', 'x'), named('a', 'y')],
      ['x'],
    ],
    ['is its own where it lies in its folder', [named('a', 'x', false)], ['x']],
    ['has to be the same to the letter', [named('ui', 'X')], ['x']],
  ];
  it.each(rows)('%s', (_title, nxProjects, names) => {
    const files = {
      ...workspaceFiles({ 'a/pyproject.toml': '[project]\nname = "x"' }),
      nxProjects,
    };
    const { projects, broken } = derivePythonGraph(files, {}, validateProject).workspace;
    expect(projects.map(({ node }) => node)).toEqual(names);
    expect(broken).toEqual([]);
  });
});
