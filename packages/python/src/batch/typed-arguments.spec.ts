import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { ToolOptions } from '../tools/tool-task.js';
import { typedArguments } from './typed-arguments.js';

const files = {
  'libs/a/tests/test_a.py': '',
  'libs/a/libs/a/twice.py': '',
  'libs/b/tests/test_b.py': '',
  'docs/x.py': '',
  'libs/a/words.txt': '',
};

const test: ToolOptions = { kind: 'test', environment: '.', paths: ['tests'], report: 'dist' };

/** As they arrive for words without values. */
function typed(given: string[], args?: string[], areArgsTyped = false) {
  const root = temporaryFolder(files);
  const words = given.map((word) => word.replace('{root}', root));
  const options = args ? { ...test, args } : test;
  const read = words.length > 0 ? { _: words } : {};
  const owner = { id: 'a:test:unit', root, project: 'libs/a' };
  return typedArguments(options, areArgsTyped, { read, words }, () => false, owner);
}

describe('what is to be checked', () => {
  const rows: [words: string[], selected: string[] | undefined][] = [
    [[], undefined],
    [['tests'], ['tests']],
    [['tests/test_a.py::test_x[1]'], ['tests/test_a.py::test_x[1]']],
    [['libs/a/tests/test_a.py::test_x'], ['tests/test_a.py::test_x']],
    // Its own first.
    [['libs/a'], ['libs/a']],
    [['.'], ['.']],
    [['./tests/test_a.py'], ['tests/test_a.py']],
    [['{root}/libs/a/tests'], ['tests']],
    [['libs/a/twice.py'], ['libs/a/twice.py']],
    [['tests/gone.py'], ['tests/gone.py']],
    [['@words.txt'], undefined],
  ];
  it.each(rows)('of %j is %j', (words, selected) => {
    expect(typed(words).selected).toEqual(selected);
  });

  it.each(['libs/b/tests/test_b.py', 'docs/x.py', '../b/tests', '/etc/passwd', '{root}/docs/x.py'])(
    'is not %s',
    (word) => {
      expect(() => typed([word])).toThrow(/which is not in the project, cannot be passed/);
    },
  );
});

describe('arguments', () => {
  it('of settings stay as they are, before what is typed', () => {
    expect(typed(['@words.txt'], ['-k', 'x', 'tests'])).toEqual({
      args: ['-k', 'x', 'tests', '@words.txt'],
    });
  });

  it('that were typed select, too', () => {
    expect(typed([], ['-k', 'x or y', 'tests/test_a.py'], true)).toEqual({
      args: ['-k', 'x or y'],
      selected: ['tests/test_a.py'],
    });
  });

  it('that can be read in two ways are refused with both', () => {
    expect(() => typed([], ['--fast', 'tests/test_a.py'], true)).toThrow(
      '--fast tests/test_a.py cannot',
    );
  });
});
