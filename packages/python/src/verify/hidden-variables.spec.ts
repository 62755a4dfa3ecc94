import { describe, expect, it } from 'vitest';
import { hiddenVariables, missedVariablesNote } from './hidden-variables.js';

describe('variables that tests do not get', () => {
  const shell = {
    PATH: '',
    RATE: '',
    TOKEN: '',
    NX_X: '',
    CI: '',
    PYTHONPATH: '',
    UV_CACHE_DIR: '',
  };

  it('are those that nothing declares and no reason lets through', () => {
    expect(hiddenVariables({ fails: true, variables: ['RATE'] }, shell)).toEqual(['TOKEN']);
    expect(hiddenVariables({ fails: true, variables: [] }, shell)).toEqual(['RATE', 'TOKEN']);
  });

  it('are none where what is undeclared is told alone', () => {
    expect(hiddenVariables({ fails: false, variables: [] }, shell)).toEqual([]);
  });

  it('a name that only begins as one that stays is hidden', () => {
    const names = ['PATHS', 'CI_TOKEN', 'HOMEPAGE', 'LDX'];
    const found = hiddenVariables(
      { fails: true, variables: [] },
      Object.fromEntries(names.map((name) => [name, ''])),
    );
    expect(found).toEqual(names.toSorted());
  });
});

describe('what a run that failed may have lacked', () => {
  const task = { id: 'api:test:unit', kind: 'test:unit' };
  const note = (missed: string[], output: string, hidden = ['A', 'B', 'DB_URL']) =>
    missedVariablesNote(task, hidden, missed, output);

  it('is nothing where nothing points to a variable', () => {
    expect(note([], 'assert 1 == 2')).toBeUndefined();
    expect(note(['GONE'], 'MY_DB_URL')).toBeUndefined();
  });

  it('is what a library asked for, and what the output speaks of', () => {
    expect(note(['B'], "KeyError: 'DB_URL'")).toMatchInlineSnapshot(`
      "note: api:test:unit ran without variables that no input declares: B, DB_URL.
      If it needs one, declare it, for example

          [tool.nx-signal.targets."test:unit"]
          env = ["B"]"
    `);
  });

  it('is any of them where somebody took all', () => {
    expect(note(['*'], 'rate: field required; B')).toContain('declares: B, A, DB_URL.');
    const many = Array.from({ length: 12 }, (_, index) => `V${index + 10}`);
    expect(note(['*'], '', many)).toContain('V16, V17 and 4 more.');
  });
});
