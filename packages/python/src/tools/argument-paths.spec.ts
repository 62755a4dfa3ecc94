import { describe, expect, it } from 'vitest';
import { modulesInArguments, pathsInArguments, withArgumentFiles } from './argument-paths.js';

const known = new Set(['tools', 'libs/a/data']);
const pathsOf = (args: readonly string[], folder = '.') =>
  pathsInArguments(args, folder, (path) => known.has(path)).map(({ path }) => path);

describe('paths in arguments', () => {
  const rows: [args: string[], paths: (string | undefined)[]][] = [
    [[], []],
    [['--config', 'ruff-strict.toml'], ['ruff-strict.toml']],
    [['--config=ruff-strict.toml'], ['ruff-strict.toml']],
    [['--config', 'strict'], ['strict']],
    [['-c', 'strict'], ['strict']],
    [['-cstrict.ini'], ['strict.ini']],
    [['-c=strict.ini'], ['strict.ini']],
    [['@arguments'], ['arguments']],
    [['--config-file', 'conf/mypy.ini', '--strict'], ['conf/mypy.ini']],
    [['--rootdir=../..'], [undefined]],
    [['tools'], ['tools']],
    [['./tests/unit/test_x.py::test_y'], ['tests/unit/test_x.py']],
    [['--config', 'extra/../ruff.toml'], ['ruff.toml']],
    [['--config', '/etc/ruff.toml'], [undefined]],
    [['--config', '~/ruff.toml'], [undefined]],
    [['--config', 'C:\\ruff.toml'], [undefined]],
    [['--config', '../ruff.toml'], [undefined]],
    [['--config', "lint.select=['E']"], []],
    [['--config=lint.select=["E"]'], []],
    [['--config', 'line-length = 100'], []],
    [['-o', 'pythonpath=helpers/x'], ['helpers/x']],
    [['-o', 'cache_dir=.cache/x'], []],
    [['--config-file=/dev/null'], []],
    [['--select', 'E501', '--output-format=concise', '-vv', '-rA', '-n4'], []],
    [['--target-version', '3.11', '-k', 'a or b', '-m', 'not slow'], []],
    [['--junit-xml=/tmp/x.xml', '--output-file', 'out/x.txt', '--html=x.html'], []],
    [['--exclude', 'lib*/x'], []],
    [['-p', 'no:cacheprovider'], []],
    [['--config', 'conf/[x]/ruff.toml'], ['conf/[x]/ruff.toml']],
    [['--exclude', '/build/', '--extend-exclude=/old/', '--ignore=../x', '-k', 'a/b.c'], []],
  ];
  it.each(rows)('%j: %j', (args, paths) => expect(pathsOf(args)).toEqual(paths));

  it('count from where the tool runs', () => {
    expect(pathsOf(['-c', '../../pytest.ini', 'data', 'tools'], 'libs/a')).toEqual([
      'pytest.ini',
      'libs/a/data',
    ]);
  });
});

describe('files with arguments', () => {
  it('give theirs, one a line', () => {
    const textOf = (path: string) => (path === 'more.txt' ? '-c\nstrict.ini\r\n\n-x\n' : undefined);
    expect(withArgumentFiles(['-v', '@more.txt', '@none'], textOf)).toEqual([
      ...['-v', '@more.txt', '-c', 'strict.ini', '-x'],
      '@none',
    ]);
  });
});

describe('modules in arguments', () => {
  it.each([
    [['-p', 'devtools.plugin'], ['devtools.plugin']],
    [['-pdevtools'], ['devtools']],
    [['-p', 'no:cacheprovider', '-x'], []],
  ])('%j: %j', (args, modules) => expect(modulesInArguments(args)).toEqual(modules));
});
