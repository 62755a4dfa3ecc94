import { describe, expect, it } from 'vitest';
import { pluginFiles, pluginNames } from './plugin-files.js';

describe('plugins that settings name', () => {
  it.each([
    ['strict = true', []],
    [
      '[tool.mypy]\nplugins = ["pydantic.mypy", "tools/plugin.py"]',
      ['pydantic.mypy', 'tools/plugin.py'],
    ],
    ['[tool.mypy]\nplugins = [\n  "a.b", # ours\n  "c:hook",\n]\nx = 1', ['a.b', 'c']],
    ['[tool.mypy]\nplugins = "a, b"', ['a', 'b']],
    ['[tool]\nmypy.plugins = ["a"]', ['a']],
    ['[mypy]\nplugins = a.b, c:hook ; ours\nstrict = True', ['a.b', 'c']],
    ['[mypy]\nplugins =\n    a.b,\n    $MYPY_CONFIG_FILE_DIR/x.py\nstrict = True', ['a.b', 'x.py']],
    ['[mypy]\nplugins: a\n[mypy-x]\nignore_errors = True', ['a']],
  ])('%j: %j', (text, names) => expect(pluginNames(text)).toEqual(names));
});

describe('their files in the workspace', () => {
  const there = new Set([
    'libs/devtools/src/devtools',
    'libs/devtools/src/devtools/checks.py',
    'libs/single/src/single.py',
    'scripts',
    'scripts/checks.py',
  ]);
  const places = {
    settings: 'conf',
    roots: ['.', 'libs/devtools/src', 'libs/single/src'],
    exists: (path: string) => there.has(path),
  };
  it.each([
    ['devtools.checks', ['libs/devtools/src/devtools']],
    ['devtools', ['libs/devtools/src/devtools']],
    ['devtools.gone', []],
    ['single', ['libs/single/src/single.py']],
    ['scripts.checks', ['scripts']],
    ['pydantic.mypy', []],
    ['plugin.py', ['conf/plugin.py']],
    ['../libs/devtools/plugin.py', ['libs/devtools/plugin.py']],
    ['../../plugin.py', []],
  ])('%s: %j', (name, files) =>
    expect(pluginFiles(`[mypy]\nplugins = ${name}\n`, places)).toEqual(files),
  );
});
