import { describe, expect, it } from 'vitest';
import { factsOf, type Texts } from '../testing/workspace.js';
import { iniSections } from './ini-sections.js';
import { rootConfigNames, type ToolConfig } from './tool-config.js';

/** A workspace with one project in libs/a, and these files beside it. */
function configsOf(texts: Texts) {
  const own = '[project]\nname = "a"\n';
  const all = { 'libs/a/pyproject.toml': own, 'libs/a/x.py': '', ...texts };
  const { config, pythonVersionFiles } = factsOf(all, 'libs/a');
  return { ...config, pythonVersionFiles };
}

const none: ToolConfig = { file: undefined, files: [], sections: [] };
const project = '[project]\nname = "a"\n';

describe('ruff reads the nearest file that has settings for it', () => {
  const rows: [title: string, texts: Texts, config: Partial<ToolConfig>][] = [
    ['nothing anywhere', {}, none],
    [
      'the project’s own pyproject.toml is in its files',
      { 'libs/a/pyproject.toml': `${project}[tool.ruff]`, 'ruff.toml': '' },
      { ...none, file: 'libs/a/pyproject.toml' },
    ],
    [
      '.ruff.toml before ruff.toml before pyproject.toml',
      { '.ruff.toml': '', 'ruff.toml': '', 'pyproject.toml': '[tool.ruff]' },
      { ...none, file: '.ruff.toml', files: ['.ruff.toml'] },
    ],
    [
      'ruff.toml before pyproject.toml',
      { 'ruff.toml': '', 'pyproject.toml': '[tool.ruff]' },
      { ...none, file: 'ruff.toml', files: ['ruff.toml'] },
    ],
    [
      'a folder between the project and the root',
      { 'libs/ruff.toml': '', '.ruff.toml': '' },
      { ...none, file: 'libs/ruff.toml', files: ['libs/ruff.toml'] },
    ],
    [
      'of pyproject.toml only the section',
      { 'pyproject.toml': '[tool.ruff]\nline-length = 99\n[tool.other]\nx = 1' },
      {
        file: 'pyproject.toml',
        files: [],
        sections: [{ file: 'pyproject.toml', section: 'tool.ruff', value: { 'line-length': 99 } }],
      },
    ],
    ['a pyproject.toml without the section is passed over', { 'pyproject.toml': '[tool.x]' }, none],
    ['beside the way', { 'libs/b/ruff.toml': '', 'libs/a/sub/ruff.toml': '' }, none],
  ];
  it.each(rows)('%s', (_title, texts, config) => {
    expect(configsOf(texts).ruff).toEqual(config);
  });
});

describe('what ruff’s extend names is read, too', () => {
  const extending = (path: string) => `${project}[tool.ruff]\nextend = "${path}"`;
  const rows: [title: string, texts: Texts, files: string[]][] = [
    [
      'a file above',
      { 'libs/a/pyproject.toml': extending('../../ruff.toml'), 'ruff.toml': '' },
      ['ruff.toml'],
    ],
    [
      'a chain of files',
      {
        'libs/a/pyproject.toml': extending('../pyproject.toml'),
        'libs/pyproject.toml': '[tool.ruff]\nextend = "../ruff.toml"',
        'ruff.toml': '',
      },
      ['libs/pyproject.toml', 'ruff.toml'],
    ],
    [
      'a circle',
      {
        'libs/a/pyproject.toml': extending('../pyproject.toml'),
        'libs/pyproject.toml': '[tool.ruff]\nextend = "a/pyproject.toml"',
      },
      ['libs/pyproject.toml'],
    ],
    ['a missing file', { 'libs/a/pyproject.toml': extending('../../gone.toml') }, []],
    [
      'a file of the project itself',
      { 'libs/a/pyproject.toml': extending('ruff/ruff.toml'), 'libs/a/ruff/ruff.toml': '' },
      [],
    ],
  ];
  it.each(rows)('%s', (_title, texts, files) => {
    expect(configsOf(texts).ruff.files).toEqual(files);
  });
});

it('ruff derives its target version from every requires-python above', () => {
  const { sections } = configsOf({
    'libs/a/pyproject.toml': `${project}requires-python = ">=3.9"`,
    'libs/pyproject.toml': '[project]\nname = "libs"\nrequires-python = ">=3.11"',
    'pyproject.toml': '[project]\nname = "root"\nrequires-python = ">=3.10"',
  }).ruff;
  expect(sections).toEqual([
    { file: 'libs/pyproject.toml', section: 'project.requires-python', value: '>=3.11' },
    { file: 'pyproject.toml', section: 'project.requires-python', value: '>=3.10' },
  ]);
});

describe('mypy reads the nearest file that has settings for it', () => {
  const ofToml = { file: 'pyproject.toml', section: 'tool.mypy', value: { strict: true } };
  const rows: [title: string, texts: Texts, config: ToolConfig][] = [
    ['nothing anywhere', {}, none],
    [
      'mypy.ini before .mypy.ini',
      { 'mypy.ini': '', '.mypy.ini': '', 'pyproject.toml': '[tool.mypy]' },
      { ...none, file: 'mypy.ini', files: ['mypy.ini'] },
    ],
    [
      '.mypy.ini before pyproject.toml',
      { '.mypy.ini': '', 'pyproject.toml': '[tool.mypy]' },
      { ...none, file: '.mypy.ini', files: ['.mypy.ini'] },
    ],
    [
      'pyproject.toml before setup.cfg',
      { 'pyproject.toml': '[tool.mypy]\nstrict = true', 'setup.cfg': '[mypy]' },
      { file: 'pyproject.toml', files: [], sections: [ofToml] },
    ],
    [
      'setup.cfg with the companions of its section',
      { 'setup.cfg': '[metadata]\nname = x\n[mypy]\nstrict = True\n[mypy-attr.*]\nx = 1' },
      {
        file: 'setup.cfg',
        files: [],
        sections: [
          { file: 'setup.cfg', section: 'mypy', value: 'strict = True\n' },
          { file: 'setup.cfg', section: 'mypy-attr.*', value: 'x = 1\n' },
        ],
      },
    ],
    ['a setup.cfg without the section is passed over', { 'setup.cfg': '[metadata]' }, none],
    [
      'the project before the root',
      { 'libs/a/mypy.ini': '', 'mypy.ini': '' },
      { ...none, file: 'libs/a/mypy.ini' },
    ],
  ];
  it.each(rows)('%s', (_title, texts, config) => {
    expect(configsOf(texts).mypy).toEqual(config);
  });
});

describe('pytest reads the nearest file that has settings for it', () => {
  const names = ['pytest.toml', '.pytest.toml', 'pytest.ini', '.pytest.ini'];
  it.each(names.map((name, index) => [name, names.slice(index)]))(
    '%s is the first of %j',
    (name, present) => {
      const texts = Object.fromEntries(present.map((file) => [file, '']));
      const config = configsOf({ ...texts, 'pyproject.toml': '[tool.pytest]' }).pytest;
      expect(config).toEqual({ ...none, file: name, files: [name] });
    },
  );

  const rows: [title: string, texts: Texts, file: string | undefined, sections: string[]][] = [
    [
      'pyproject.toml before tox.ini',
      { 'pyproject.toml': '[tool.pytest.ini_options]\nx = 1', 'tox.ini': '[pytest]' },
      'pyproject.toml',
      ['tool.pytest'],
    ],
    [
      'tox.ini before setup.cfg',
      { 'tox.ini': '[pytest]\n', 'setup.cfg': '[tool:pytest]\n' },
      'tox.ini',
      ['pytest'],
    ],
    ['setup.cfg', { 'setup.cfg': '[tool:pytest]\nx = 1\n' }, 'setup.cfg', ['tool:pytest']],
    ['a tox.ini without the section', { 'tox.ini': '[testenv]\n' }, undefined, []],
  ];
  it.each(rows)('%s', (_title, texts, file, sections) => {
    const config = configsOf(texts).pytest;
    expect(config.file).toBe(file);
    expect(config.sections.map(({ section }) => section)).toEqual(sections);
  });

  it('each conftest.py above the project is read', () => {
    const texts = { 'conftest.py': '', 'libs/conftest.py': '', 'libs/a/conftest.py': '' };
    expect(configsOf({ ...texts, 'libs/b/conftest.py': '' }).pytest.files).toEqual([
      'libs/conftest.py',
      'conftest.py',
    ]);
  });
});

it('each .python-version above the project counts', () => {
  const texts = { '.python-version': '', 'libs/.python-version': '', 'libs/a/.python-version': '' };
  expect(configsOf(texts).pythonVersionFiles).toEqual(['libs/.python-version', '.python-version']);
});

it('every file that is looked up is watched, present or not', () => {
  expect(rootConfigNames).toEqual(
    expect.arrayContaining(['.ruff.toml', 'ruff.toml', 'mypy.ini', '.mypy.ini', 'setup.cfg']),
  );
  expect(rootConfigNames).toEqual(
    expect.arrayContaining(['pytest.ini', 'tox.ini', 'pyproject.toml', 'conftest.py']),
  );
  expect(new Set(rootConfigNames).size).toBe(rootConfigNames.length);
});

describe('sections of an INI file', () => {
  const rows: [text: string, sections: Record<string, string>][] = [
    ['', {}],
    ['x = 1\n', {}],
    ['[a]', { a: '' }],
    ['[a]\nx = 1\n[ b ]\ny = 2', { a: 'x = 1\n', b: 'y = 2\n' }],
    ['[a]\r\nx = 1\r\n', { a: 'x = 1\n\n' }],
    ['[a]\nx = 1\n[b]\n[a]\ny = 2', { a: 'x = 1\ny = 2\n', b: '' }],
    ['[a]\n  [x]\n', { a: '  [x]\n\n' }],
  ];
  it.each(rows)('%j', (text, sections) => {
    expect(Object.fromEntries(iniSections(text))).toEqual(sections);
  });
});
