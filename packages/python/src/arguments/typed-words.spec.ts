import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Typed, typedWords } from './typed-words.js';
import { type WordTable, wordTable } from './word-tables.js';
import { UnclearWord, writeOption } from './words.js';

const require = createRequire(createRequire(import.meta.url).resolve('nx/package.json'));
const parse = require('yargs-parser');

/** As Nx reads the words behind a task. */
function readByNx(words: readonly string[]): Typed['read'] {
  const configuration = { 'camel-case-expansion': false, 'dot-notation': true };
  const { _, ...read } = parse([...words], { configuration });
  return _.length > 0 ? { ...read, _ } : read;
}

function passedOn(words: readonly string[], table: WordTable): string[] | undefined {
  const isPath = (word: string) => word.startsWith('tests/');
  const isOwn = (name: string) => ['args', 'timeout', 'markers'].includes(name);
  const passed = typedWords({ read: readByNx(words), words }, isOwn, { table, isPath });
  return passed && [...passed.options.flatMap(writeOption), '|', ...passed.others];
}

const tables = {
  pytest: wordTable({ kind: 'test' }),
  ruff: wordTable({ kind: 'lint' }),
  mypy: wordTable({ kind: 'typecheck', tool: 'mypy' }),
};

describe('words are passed on in one form', () => {
  const rows: [tool: keyof typeof tables, words: string, passed: string][] = [
    ['pytest', '', '|'],
    ['pytest', '-k name -x', '-k name -x |'],
    ['pytest', '-x -k name', '-k name -x |'],
    ['pytest', '-k=name', '-k name |'],
    ['pytest', 'tests/a.py::b', '| tests/a.py::b'],
    ['pytest', '-x tests/a.py tests/b.py', '-x | tests/b.py tests/a.py'],
    ['pytest', '-xvs', '-s -v -x |'],
    ['pytest', '-vv', '-v -v |'],
    ['pytest', '-n2', '-n 2 |'],
    ['pytest', '-n auto --dist loadfile', '--dist=loadfile -n auto |'],
    ['pytest', '-rA', '-r A |'],
    ['pytest', '-rfE -q', '-q -r Ef |'],
    ['pytest', '--maxfail 2 --tb=short', '--maxfail=2 --tb=short |'],
    ['pytest', '--no-header --pdb', '--no-header --pdb |'],
    ['pytest', '-p no:cacheprovider -p x', '-p no:cacheprovider -p x |'],
    ['pytest', '--lf tests/a.py', '--lf | tests/a.py'],
    ['pytest', '--deselect tests/a.py', '--deselect=tests/a.py |'],
    ['pytest', '--ignore tests/a.py', '--ignore=tests/a.py |'],
    ['pytest', '--snapshot-dir out', '--snapshot-dir=out |'],
    ['pytest', '--log.level=x', '--log.level=x |'],
    ['pytest', '--timeout=5 --markers slow -x', '-x |'],
    ['pytest', '--markers', '--markers |'],
    ['pytest', '-- -x', '| -x'],
    ['ruff', '--fix', '--fix |'],
    ['ruff', '--fix tests/a.py --select E,F', '--fix --select=E,F | tests/a.py'],
    ['ruff', '--fix --no-fix', '--fix --no-fix |'],
    ['mypy', '--strict', '--strict |'],
    ['mypy', '--strict src --no-strict-optional', '--strict --no-strict-optional | src'],
    ['mypy', '--python-version 3.12', '--python-version=3.12 |'],
  ];
  it.each(rows)('%s %s', (tool, words, passed) => {
    expect(passedOn(words.split(' ').filter(Boolean), tables[tool])?.join(' ')).toBe(passed);
  });
});

describe('words that Nx hashes like others are not', () => {
  const rows: [tool: keyof typeof tables, words: string][] = [
    ['pytest', '--maxfail 1.0'],
    ['pytest', '-n 0x2'],
    ['pytest', '-ctests/x.ini'],
    ['pytest', '-rxs'],
    ['pytest', '-x --maxfail=2'],
    ['pytest', '--capture=no -s --capture=fd'],
    ['pytest', '1e3'],
    ['mypy', '--disallow-any-expr --allow-any-expr'],
    ['mypy', '--python-version 3.10'],
  ];
  it.each(rows)('%s %s', (tool, words) => {
    expect(passedOn(words.split(' '), tables[tool])).toBeUndefined();
  });
});

it('an option that nobody knows may take the path behind it, or not', () => {
  expect(() => passedOn(['--fast', 'tests/a.py'], tables.pytest)).toThrow(UnclearWord);
  expect(passedOn(['--fast=tests/a.py'], tables.pytest)).toEqual(['--fast=tests/a.py', '|']);
  expect(passedOn(['tests/a.py', '--fast'], tables.pytest)).toEqual(['--fast', '|', 'tests/a.py']);
});

it('what is passed on is decided by what is hashed', () => {
  const known = [
    '-x',
    '-k',
    '-kx',
    '-xv',
    '-rA',
    '-r',
    'A',
    '--lf',
    '--maxfail',
    '--maxfail=1',
    '1',
  ];
  const more = [
    '1.0',
    '--no-lf',
    '--',
    '-',
    'tests/a.py',
    'a',
    '--cov',
    '--cov=a',
    '-n',
    '-n1',
    '--a.b',
  ];
  const word = fc.constantFrom(
    ...known,
    ...more,
    '-s',
    '--capture=fd',
    '-sA',
    '-A',
    '--k',
    '--k=a',
  );
  const seen = new Map<string, string>();
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      let passed: string[] | undefined;
      try {
        passed = passedOn(words, tables.pytest);
      } catch (error) {
        expect(error).toBeInstanceOf(UnclearWord);
      }
      if (passed === undefined) return;
      const read = readByNx(words);
      const hashed = JSON.stringify(Object.entries(read).sort(([a], [b]) => (a < b ? -1 : 1)));
      expect(seen.get(hashed) ?? passed.join(' ')).toBe(passed.join(' '));
      seen.set(hashed, passed.join(' '));
    }),
    { numRuns: 3000 },
  );
});
