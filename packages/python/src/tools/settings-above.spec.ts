import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { targetsOf } from '../testing/workspace.js';
import { settingsAbove } from './settings-above.js';

describe('settings above the workspace, as they are now', () => {
  const rows: [tools: string[], files: Record<string, string>, found: string[]][] = [
    [['ruff'], {}, []],
    [['ruff'], { 'ruff.toml': '' }, ['../ruff.toml', '../ruff.toml']],
    [['ruff'], { 'pyproject.toml': '[tool.mypy]' }, []],
    [['mypy'], { 'pyproject.toml': '[tool.mypy]' }, ['../pyproject.toml']],
    [
      ['ruff'],
      { 'ruff.toml': 'extend = "x/base.toml"', 'x/base.toml': '' },
      ['../ruff.toml', '../x/base.toml', '../ruff.toml'],
    ],
    [
      ['pytest', 'python'],
      { 'tox.ini': '[pytest]', 'conftest.py': '', '.python-version': '3.12', 'ruff.toml': '' },
      ['../tox.ini', '../conftest.py', '../.python-version'],
    ],
    [['ruff'], { 'py/ruff.toml': '', 'ruff.toml': '' }, []],
  ];
  it.each(rows)('%j %j: %j', (tools, files, found) => {
    const top = temporaryFolder({ '.git/HEAD': '', 'py/nx.json': '' });
    writeFiles(top, files);
    const parts = settingsAbove(join(top, 'py'), tools, []);
    expect(parts.map(({ file }) => file)).toEqual(found);
  });

  it.each([
    ['line-length = 99', 'docker/x.yml', true],
    ['line-length = 99', 'src/docker.py', true],
    ['line-length = 99', 'other/docker.py', false],
    ['src = ["o*"]', 'other/docker.py', true],
    ['line-length = 99', '__pycache__/conftest.cpython-311.pyc', false],
  ])('and the names that ruff goes by: %s, %s', (text, file, isRead) => {
    const top = temporaryFolder({ '.git/HEAD': '', 'py/nx.json': '', 'other/x': '', 'src/x': '' });
    writeFiles(top, { 'ruff.toml': text });
    const read = () => JSON.stringify(settingsAbove(join(top, 'py'), ['ruff'], []));
    const before = read();
    writeFiles(top, { [file]: '' });
    expect(read() !== before).toBe(isRead);
  });

  it('and what settings inside extend', () => {
    const top = temporaryFolder({
      '.git/HEAD': '',
      'py/ruff.toml': '',
      'x.toml': 'a',
      'y.toml': '',
    });
    expect(settingsAbove(join(top, 'py'), ['ruff'], ['../x.toml'])).toEqual([
      { file: '../x.toml', value: 'a' },
    ]);
  });
});

describe('the input that asks for them', () => {
  const texts = { 'a/pyproject.toml': '[project]\nname = "a"', 'a/x.py': '' };
  const runtimeOf = (more: Record<string, string>) =>
    (targetsOf({ ...texts, ...more }, 'a')['lint']?.inputs ?? []).filter(
      (input) =>
        typeof input === 'object' && 'runtime' in input && input.runtime.startsWith('node '),
    );
  const command = 'node --import @nx-signal/python/settings-above -e 0 ruff';

  it('is there where the workspace is a folder of its repository alone', () => {
    expect(runtimeOf({})).toEqual([]);
    expect(runtimeOf({ '../ruff.toml': '' })).toEqual([{ runtime: command }]);
  });

  it('names what the project’s own settings extend there', () => {
    const own = { 'a/ruff.toml': 'extend = "../../base.toml"', '../base.toml': '' };
    expect(runtimeOf(own)).toEqual([{ runtime: `${command} "../base.toml"` }]);
  });
});
