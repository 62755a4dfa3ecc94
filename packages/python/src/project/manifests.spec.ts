import { describe, expect, it } from 'vitest';
import { graphOf, type Texts } from '../testing/workspace.js';

const found = (texts: Texts) =>
  graphOf(texts).workspace.projects.map(({ directory, name }) => [directory, name]);

describe('a project is named', () => {
  const rows: [title: string, texts: Texts, found: string[][]][] = [
    ['in setup.cfg', { 'a/setup.cfg': '[metadata]\nname = x\n' }, [['a', 'x']]],
    ['in setup.py', { 'a/setup.py': 'setup(name="x")' }, [['a', 'x']]],
    [
      'in setup.cfg, beside a setup.py and a pyproject.toml',
      {
        'setup.py': 'from setuptools import setup\nsetup()\n',
        'setup.cfg': '[metadata]\nname = x\n',
        'pyproject.toml': '[build-system]\nrequires = ["setuptools"]\n',
      },
      [['.', 'x']],
    ],
    [
      'in [project], whatever setup.py says',
      { 'a/setup.py': 'setup(name="y")', 'a/pyproject.toml': '[project]\nname = "x"\n' },
      [['a', 'x']],
    ],
    [
      'after its folder, where setup.py computes it',
      { 'a/setup.py': 'setup(name=x())' },
      [['a', 'a']],
    ],
    ['by Flit', { 'a/pyproject.toml': '[tool.flit.metadata]\nmodule = "x"\n' }, [['a', 'x']]],
    [
      'by Flit, under another name',
      { 'a/pyproject.toml': '[tool.flit.metadata]\nmodule = "x"\ndist-name = "x-y"\n' },
      [['a', 'x-y']],
    ],
    [
      'by a crate',
      {
        'a/pyproject.toml': '[build-system]\nbuild-backend = "maturin"\n',
        'a/Cargo.toml': '[lib]\nname = "no"\n\n[package]\nname = "x"\nversion = "1"\n',
      },
      [['a', 'x']],
    ],
    [
      'by Poetry, as its people like it',
      { 'a/pyproject.toml': '[tool.poetry]\nname = "My App!"\n' },
      [['a', 'My-App']],
    ],
    [
      'by its folder, for Poetry',
      { 'a/pyproject.toml': '[tool.poetry]\npackage-mode = false\n' },
      [['a', 'a']],
    ],
    [
      'by its folder, with tests beside requirements',
      { 'a/requirements.txt': 'idna\n', 'a/test_x.py': '' },
      [['a', 'a']],
    ],
    [
      'at the root, with tests that are nobody’s',
      {
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
        'libs/a/pyproject.toml': '[project]\nname = "a"\n',
        'tests/test_all.py': '',
      },
      [
        ['libs/a', 'a'],
        ['.', 'workspace'],
      ],
    ],
  ];
  it.each(rows)('%s', (_title, texts, expected) => {
    expect(found(texts)).toEqual(expected);
  });
});

describe('no project is', () => {
  const rows: [title: string, texts: Texts][] = [
    ['a setup.cfg with settings', { 'setup.cfg': '[flake8]\n', 'a.py': '' }],
    ['a setup.py that calls nothing', { 'setup.py': 'print("x")' }],
    ['one to test with', { 'tests/data/x/setup.py': 'setup(name="x")' }],
    ['requirements without tests', { 'a/requirements.txt': 'idna\n', 'a/x.py': '' }],
    ['the root of a workspace without tests', { 'pyproject.toml': '[tool.ruff]\n', 'x.py': '' }],
    [
      'a template',
      { 't/setup.py': 'setup(name="{{ x }}")', 't/{{ y }}/setup.cfg': '[metadata]\nname = x\n' },
    ],
  ];
  it.each(rows)('%s', (_title, texts) => {
    expect(found(texts)).toEqual([]);
  });

  it('what has tests of a project beside requirements', () => {
    const texts = {
      'pyproject.toml': '[project]\nname = "a"\n',
      'tests/requirements.txt': 'pytest\n',
      'tests/test_a.py': '',
    };
    expect(found(texts)).toEqual([['.', 'a']]);
  });
});

it('reads packages, requirements and scripts with the name', () => {
  const { workspace } = graphOf({
    'a/setup.py':
      'setup(name="a", package_dir={"": "lib"}, packages=["x"], install_requires=["b>1"], entry_points={"console_scripts": ["a = x:main"]})',
    'a/lib/x/__init__.py': '',
    'a/tools/y/__init__.py': '',
    'c/requirements.txt': '-e ../a\nidna # names\n',
    'c/test_c.py': '',
  });
  const [a, c] = workspace.projects;
  expect([...(a?.declared.names ?? [])]).toEqual(['b']);
  expect(a?.importable).toEqual(['lib/x']);
  expect(a?.application).toBe(true);
  expect([...(c?.declared.names ?? [])]).toEqual(['idna']);
  expect([...(c?.declared.directories ?? [])]).toEqual(['a']);
});

describe('templates are passed over', () => {
  const rows: [title: string, texts: Texts, templates: string[], broken: string[]][] = [
    [
      'by their name',
      { 't/pyproject.toml': '[project]\nname = "{{ x }}"\n' },
      ['t/pyproject.toml'],
      [],
    ],
    [
      'by a name to be replaced by hand, beside a workspace',
      {
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n',
        't/pyproject.toml': '[project]\nname = "<REPLACE ME>"\n',
      },
      ['t/pyproject.toml'],
      [],
    ],
    [
      'but for a name that is a mistake',
      { 't/pyproject.toml': '[project]\nname = "my name"\n' },
      [],
      ['t'],
    ],
    [
      'by what is no TOML',
      { 't/pyproject.toml': '[project]\nname = "x"\n{% if y %}\nz = 1\n' },
      ['t/pyproject.toml'],
      [],
    ],
    [
      'by their folder',
      { '{{ x }}/pyproject.toml': '[project]\nname = "x"\n' },
      ['{{ x }}/pyproject.toml'],
      [],
    ],
    [
      'of Poetry',
      { 't/pyproject.toml': '[tool.poetry]\nname = "{{ x }}"\n' },
      ['t/pyproject.toml'],
      [],
    ],
    [
      'but for members of a workspace',
      {
        'pyproject.toml': '[tool.uv.workspace]\nmembers = ["t"]\n',
        't/pyproject.toml': '[project]\nname = "{{ x }}"\n',
      },
      [],
      ['t'],
    ],
    [
      'but for settings that hold templates',
      { 't/pyproject.toml': '[project]\nname = "x"\n[tool.git-cliff]\nbody = "{{ y }}"\n' },
      [],
      [],
    ],
    [
      'but for a mistake beside one',
      { 't/pyproject.toml': '[project]\nname = \n[tool.git-cliff]\nbody = "{{ y }}"\n' },
      [],
      ['t'],
    ],
  ];
  it.each(rows)('%s', (_title, texts, templates, broken) => {
    const { workspace } = graphOf(texts);
    expect(workspace.templates).toEqual(templates);
    expect(workspace.broken.map(({ directory }) => directory)).toEqual(broken);
  });
});
