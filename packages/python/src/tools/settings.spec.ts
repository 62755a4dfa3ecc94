import { describe, expect, it } from 'vitest';
import type { ToolConfig } from '../settings/config-lookup.js';
import { factsOf, type Texts } from '../testing/workspace.js';
import { type ConfiguredTool, rootConfigNames } from './settings.js';

/** What the tools read for the project in libs/a of a workspace that has these files, too. */
function configsOf(texts: Texts): Record<ConfiguredTool, ToolConfig> {
  const all = { 'libs/a/pyproject.toml': project, 'libs/a/x.py': '', ...texts };
  const { config } = factsOf(all, 'libs/a');
  // Names are looked at in the spec of ruff's first-party imports.
  const { names: _names, reachesOut: _reachesOut, ...ruff } = config.ruff;
  return { ...config, ruff };
}

const project = '[project]\nname = "a"\n';
const other = { 'libs/b/pyproject.toml': '[project]\nname = "b"', 'libs/b/ruff.toml': '' };
const inner = { 'libs/a/in/tests/ruff.toml': 'extend = "../../../../base.toml"', 'base.toml': '' };
const none: ToolConfig = { file: undefined, above: [] };
const whole = (file: string, value = ''): ToolConfig => ({ file, above: [{ file, value }] });
const section = (file: string, name: string, value: unknown): ToolConfig => ({
  file,
  above: [{ file, section: name, value }],
});

describe('ruff reads the nearest file that has settings for it', () => {
  const rows: [title: string, texts: Texts, config: ToolConfig][] = [
    ['nothing anywhere', {}, none],
    [
      'the project’s own pyproject.toml is in its files',
      { 'libs/a/pyproject.toml': `${project}[tool.ruff]`, 'ruff.toml': '' },
      { file: 'libs/a/pyproject.toml', above: [] },
    ],
    [
      '.ruff.toml before ruff.toml before pyproject.toml',
      { '.ruff.toml': 'x = 1', 'ruff.toml': '', 'pyproject.toml': '[tool.ruff]' },
      whole('.ruff.toml', 'x = 1'),
    ],
    [
      'ruff.toml before pyproject.toml',
      { 'ruff.toml': '', 'pyproject.toml': '[tool.ruff]' },
      whole('ruff.toml'),
    ],
    [
      'a folder between the project and the root',
      { 'libs/ruff.toml': '', '.ruff.toml': '' },
      whole('libs/ruff.toml'),
    ],
    [
      'of pyproject.toml only the section',
      { 'pyproject.toml': '[tool.ruff]\nline-length = 99\n[tool.other]\nx = 1' },
      section('pyproject.toml', 'tool.ruff', { 'line-length': 99 }),
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
  const rows: [title: string, texts: Texts, ...files: string[]][] = [
    [
      'a file above',
      { 'libs/a/pyproject.toml': extending('../../ruff.toml'), 'ruff.toml': '' },
      'ruff.toml',
    ],
    [
      'a file of another name',
      { 'libs/a/pyproject.toml': extending('../../base.toml'), 'base.toml': '' },
      'base.toml',
    ],
    [
      'from a ruff.toml',
      { 'libs/a/ruff.toml': 'extend = "../base.toml"', 'libs/base.toml': '' },
      'libs/base.toml',
    ],
    [
      'a chain of files',
      {
        'libs/a/pyproject.toml': extending('../pyproject.toml'),
        'libs/pyproject.toml': '[tool.ruff]\nextend = "../ruff.toml"',
        'ruff.toml': '',
      },
      'libs/pyproject.toml',
      'ruff.toml',
    ],
    [
      'a circle',
      {
        'libs/a/pyproject.toml': extending('../pyproject.toml'),
        'libs/pyproject.toml': '[tool.ruff]\nextend = "a/pyproject.toml"',
      },
      'libs/pyproject.toml',
    ],
    [
      'a missing file, which may come',
      { 'libs/a/pyproject.toml': extending('../../gone.toml') },
      'gone.toml',
    ],
    [
      'but a file of the project itself is in its files',
      { 'libs/a/pyproject.toml': extending('ruff/ruff.toml'), 'libs/a/ruff/ruff.toml': '' },
    ],
    [
      'a file above that extends another',
      { 'ruff.toml': 'extend = "config/base.toml"', 'config/base.toml': '' },
      'ruff.toml',
      'config/base.toml',
    ],
  ];
  it.each(rows)('%s', (_title, texts, ...files) => {
    expect(configsOf(texts).ruff.above.map(({ file }) => file)).toEqual(files);
  });

  it('of a pyproject.toml the tool’s section, whatever else changes', () => {
    const extended = (root: string) =>
      configsOf({
        'libs/a/pyproject.toml': extending('../../pyproject.toml'),
        'pyproject.toml': root,
      }).ruff.above;
    const short = extended('[tool.ruff]\nline-length = 80\n');
    expect(extended('[tool.ruff]\nline-length = 99\n')).not.toEqual(short);
    expect(extended('[tool.ruff]\nline-length = 80\n[tool.other]\nx = 1\n')).toEqual(short);
  });

  it('with the text it has', () => {
    const texts = { 'ruff.toml': 'extend = "base.toml"', 'base.toml': 'line-length = 99' };
    expect(configsOf(texts).ruff.above).toContainEqual({
      file: 'base.toml',
      value: 'line-length = 99',
    });
  });
});

it('ruff derives its target version from every requires-python above', () => {
  const { above } = configsOf({
    'libs/a/pyproject.toml': `${project}requires-python = ">=3.9"`,
    'libs/pyproject.toml': '[project]\nname = "libs"\nrequires-python = ">=3.11"',
    'pyproject.toml': '[project]\nname = "root"\nrequires-python = ">=3.10"',
  }).ruff;
  expect(above).toEqual([
    { file: 'libs/pyproject.toml', section: 'project.requires-python', value: '>=3.11' },
    { file: 'pyproject.toml', section: 'project.requires-python', value: '>=3.10' },
  ]);
});

describe('ruff’s settings in sub-folders of a project', () => {
  const rows: [title: string, texts: Texts, ...files: string[]][] = [
    ['extend nothing', { 'libs/a/tests/ruff.toml': 'line-length = 99' }],
    [
      'extend a file above',
      { 'libs/a/tests/ruff.toml': 'extend = "../../../base.toml"', 'base.toml': '' },
      'base.toml',
    ],
    [
      'extend a file of the project that extends one above',
      {
        'libs/a/tests/unit/.ruff.toml': 'extend = "../ruff.toml"',
        'libs/a/tests/ruff.toml': '"extend" = "../../../base.toml" # ours',
        'base.toml': 'extend = "more/base.toml"',
        'more/base.toml': '',
      },
      'base.toml',
      'more/base.toml',
    ],
    [
      'stand in a pyproject.toml that names no project',
      { 'libs/a/tests/pyproject.toml': '[tool]\nruff.extend = "../../b/ruff.toml"', ...other },
      'libs/b/ruff.toml',
    ],
    [
      'of another project are its own',
      { ...other, 'libs/a/in/pyproject.toml': '[project]\nname = "in"', ...inner },
    ],
  ];
  it.each(rows)('%s', (_title, texts, ...files) => {
    const { above } = configsOf(texts).ruff;
    expect(above.map(({ file }) => file)).toEqual(files);
  });
});

describe('where the workspace is a folder of a larger repository, settings above it are found', () => {
  const rows: [title: string, texts: Texts, tool: ConfiguredTool, file: string | undefined][] = [
    ['ruff', { '../ruff.toml': '' }, 'ruff', '../ruff.toml'],
    ['of two levels', { '../../ruff.toml': '', '../mypy.ini': '' }, 'ruff', '../../ruff.toml'],
    ['the nearest', { '../ruff.toml': '', 'ruff.toml': '' }, 'ruff', 'ruff.toml'],
    ['a section', { '../pyproject.toml': '[tool.mypy]' }, 'mypy', '../pyproject.toml'],
    ['no section', { '../pyproject.toml': '[tool.x]' }, 'mypy', undefined],
    ['pytest', { '../setup.cfg': '[tool:pytest]' }, 'pytest', '../setup.cfg'],
    ['ty', { '../ty.toml': '' }, 'ty', '../ty.toml'],
  ];
  it.each(rows)('%s: %j', (_title, texts, tool, file) => {
    expect(configsOf(texts)[tool].file).toBe(file);
  });

  it('and a file that they build on', () => {
    const texts = { '../ruff.toml': 'extend = "shared/base.toml"', '../shared/base.toml': 'x' };
    expect(configsOf(texts).ruff.above.map(({ file }) => file)).toEqual([
      '../ruff.toml',
      '../shared/base.toml',
    ]);
  });

  it('each conftest.py and .python-version', () => {
    const configs = configsOf({ '../conftest.py': '', '../.python-version': '3.12' });
    expect(configs.pytest.above.map(({ file }) => file)).toEqual(['../conftest.py']);
    expect(configs.python.above.map(({ file }) => file)).toEqual(['../.python-version']);
  });
});

describe('mypy reads the nearest file that has settings for it', () => {
  const rows: [title: string, texts: Texts, config: ToolConfig][] = [
    ['nothing anywhere', {}, none],
    [
      'mypy.ini before .mypy.ini',
      { 'mypy.ini': '[mypy]', '.mypy.ini': '', 'pyproject.toml': '[tool.mypy]' },
      whole('mypy.ini', '[mypy]'),
    ],
    [
      '.mypy.ini before pyproject.toml',
      { '.mypy.ini': '', 'pyproject.toml': '[tool.mypy]' },
      whole('.mypy.ini'),
    ],
    [
      'pyproject.toml before setup.cfg',
      { 'pyproject.toml': '[tool.mypy]\nstrict = true', 'setup.cfg': '[mypy]' },
      section('pyproject.toml', 'tool.mypy', { strict: true }),
    ],
    [
      'setup.cfg with the companions of its section',
      { 'setup.cfg': '[metadata]\nname = x\n[mypy]\nstrict = True\n[mypy-attr.*]\nx = 1' },
      {
        file: 'setup.cfg',
        above: [
          { file: 'setup.cfg', section: 'mypy', value: 'strict = True\n' },
          { file: 'setup.cfg', section: 'mypy-attr.*', value: 'x = 1\n' },
        ],
      },
    ],
    [
      'setup.cfg with the keys that hold in all its sections',
      { 'setup.cfg': '[DEFAULT]\nx = 1\n[mypy]\n' },
      {
        file: 'setup.cfg',
        above: [
          { file: 'setup.cfg', section: 'DEFAULT', value: 'x = 1\n' },
          { file: 'setup.cfg', section: 'mypy', value: '\n' },
        ],
      },
    ],
    [
      'a setup.cfg with nothing but DEFAULT is passed over',
      { 'setup.cfg': '[DEFAULT]\nx = 1' },
      none,
    ],
    ['a setup.cfg without the section is passed over', { 'setup.cfg': '[metadata]' }, none],
    [
      'the project before the root',
      { 'libs/a/mypy.ini': '', 'mypy.ini': '' },
      { file: 'libs/a/mypy.ini', above: [] },
    ],
  ];
  it.each(rows)('%s', (_title, texts, config) => {
    expect(configsOf(texts).mypy).toEqual(config);
  });
});

describe('pytest reads the nearest file that has settings for it', () => {
  const names = ['pytest.toml', '.pytest.toml', 'pytest.ini', '.pytest.ini'];
  it.each(names.map((name, index) => [name, names.slice(index)] as const))(
    '%s is the first of %j',
    (name, present) => {
      const texts = Object.fromEntries(present.map((file) => [file, '']));
      const config = configsOf({ ...texts, 'pyproject.toml': '[tool.pytest]' }).pytest;
      expect(config).toEqual(whole(name));
    },
  );

  const rows: [title: string, texts: Texts, config: ToolConfig][] = [
    [
      'pyproject.toml before tox.ini',
      { 'pyproject.toml': '[tool.pytest.ini_options]\nx = 1', 'tox.ini': '[pytest]' },
      section('pyproject.toml', 'tool.pytest', { ini_options: { x: 1 } }),
    ],
    [
      'tox.ini before setup.cfg',
      { 'tox.ini': '[pytest]', 'setup.cfg': '[tool:pytest]\n' },
      section('tox.ini', 'pytest', ''),
    ],
    [
      'setup.cfg',
      { 'setup.cfg': '[tool:pytest]\nx = 1' },
      section('setup.cfg', 'tool:pytest', 'x = 1\n'),
    ],
    ['a tox.ini without the section', { 'tox.ini': '[testenv]\n' }, none],
  ];
  it.each(rows)('%s', (_title, texts, config) => {
    expect(configsOf(texts).pytest).toEqual(config);
  });

  it('each conftest.py above the project is read', () => {
    const texts = { 'conftest.py': 'x', 'libs/conftest.py': 'y', 'libs/a/conftest.py': '' };
    expect(configsOf({ ...texts, 'libs/b/conftest.py': '' }).pytest.above).toEqual([
      { file: 'libs/conftest.py', value: 'y' },
      { file: 'conftest.py', value: 'x' },
    ]);
  });
});

it('each .python-version above the project chooses its interpreter', () => {
  const texts = { '.python-version': '3.12', 'libs/.python-version': '3.13' };
  expect(configsOf({ ...texts, 'libs/a/.python-version': '3.14' }).python.above).toEqual([
    { file: 'libs/.python-version', value: '3.13' },
    { file: '.python-version', value: '3.12' },
  ]);
});

describe('every file that is looked up is watched, present or not', () => {
  const names = ['.ruff.toml', 'ruff.toml', 'mypy.ini', '.mypy.ini', 'setup.cfg', 'pytest.ini'];
  it.each([...names, 'tox.ini', 'pyproject.toml', 'conftest.py', '.python-version'])(
    '%s',
    (name) => {
      expect(rootConfigNames.filter((other) => other === name)).toEqual([name]);
    },
  );
});
