import { describe, expect, it } from 'vitest';
import { lineOfKey } from './toml-position.js';

const text = `title = "x"
[project]
name = "a" # a comment
  version = "1"
[project.optional-dependencies]
fast = [
  "attrs",
]

[ tool . "nx-signal" ] # spaced
signal = "chain"
targets.lint.timeout = 5
[tool.nx-signal.targets."test:unit"]
folder = 't'
[[tool.mypy.overrides]]
module = "x"
`;

describe('the line of a key, or of the nearest table around it', () => {
  const rows: [key: string, line: number | undefined][] = [
    ['title', 1],
    ['project', 2],
    ['project.name', 3],
    ['project.version', 4],
    ['project.readme', 2],
    ['project.optional-dependencies.fast', 6],
    ['project.optional-dependencies.fast.0', 6],
    ['tool.nx-signal', 10],
    ['tool.nx-signal.signal', 11],
    ['tool.nx-signal.targets.lint.timeout', 12],
    ['tool.nx-signal.targets.test:unit', 13],
    ['tool.nx-signal.targets.test:unit.folder', 14],
    ['tool.nx-signal.targets.test:unit.args', 13],
    ['tool.mypy.overrides', 15],
    ['tool.mypy.overrides.module', 16],
    ['tool.ruff', undefined],
    ['name', undefined],
    ['projects.name', undefined],
  ];
  it.each(rows)('%s → %s', (key, line) => {
    expect(lineOfKey(text, key)).toBe(line);
    expect(lineOfKey(text.replaceAll('\n', '\r\n'), key)).toBe(line);
  });
});
