import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { asStrings, asTable, invalidPyproject, parsePyproject, valueAt } from './pyproject.js';

it('a pyproject.toml is read with its folder and text', () => {
  const text = '[project]\nname = "a"\n';
  expect(parsePyproject('libs/a/pyproject.toml', text)).toEqual({
    file: 'libs/a/pyproject.toml',
    directory: 'libs/a',
    text,
    data: { project: { name: 'a' } },
  });
});

describe('text that is not TOML is refused with line, column and remedy', () => {
  const mend =
    'correct that line; other projects are not affected. If the folder is not a project, list it in .nxignore.';
  const conflict = 'the file contains merge conflict markers: resolve the conflict.';
  const rows: [title: string, text: string, line: number, column: number, hint: string][] = [
    ['no value', '[project]\nname =\n', 2, 7, mend],
    ['an open string', '[project]\nname = "a\n', 2, 10, mend],
    ['an open table', '[project\n', 1, 9, mend],
    ['a key given twice', '[project]\nname = "a"\nname = "b"\n', 3, 1, mend],
    ['a merge conflict', '[project]\n<<<<<<< HEAD\nname = "a"\n=======\n', 2, 1, conflict],
  ];
  it.each(rows)('%s', (_title, text, line, column, hint) => {
    const { message, ...error } = errorOf(() => parsePyproject('libs/a/pyproject.toml', text));
    expect(error).toEqual({
      code: 'PYPROJECT_SYNTAX',
      place: { file: 'libs/a/pyproject.toml', line, column },
      hint,
    });
    expect(message).toMatch(/^libs\/a\/pyproject\.toml is not valid TOML: [^\n]+\.$/);
  });
});

it('an error at a key has the line of the key', () => {
  const pyproject = parsePyproject('pyproject.toml', '[project]\nname = 1\n');
  expect(
    errorOf(() => {
      throw invalidPyproject(pyproject, 'project.name', 'No name.', 'give one.');
    }),
  ).toEqual({
    code: 'PYPROJECT_INVALID',
    message: 'No name.',
    place: { file: 'pyproject.toml', line: 2, key: 'project.name' },
    hint: 'give one.',
  });
});

describe('values of the wrong kind count as missing', () => {
  const rows: [value: unknown, table: object, strings: string[]][] = [
    [{ a: 1 }, { a: 1 }, []],
    [['a', 1, 'b'], {}, ['a', 'b']],
    ['text', {}, []],
    [null, {}, []],
    [undefined, {}, []],
  ];
  it.each(rows)('%j', (value, table, strings) => {
    expect(asTable(value)).toEqual(table);
    expect(asStrings(value)).toEqual(strings);
  });

  const paths: [path: string, value: unknown][] = [
    ['a', { b: { c: 1 } }],
    ['a.b.c', 1],
    ['a.b.c.d', undefined],
    ['x.y', undefined],
  ];
  it.each(paths)('%s', (path, value) => {
    expect(valueAt({ a: { b: { c: 1 } } }, path)).toEqual(value);
  });
});
