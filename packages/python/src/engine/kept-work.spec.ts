import { describe, expect, it } from 'vitest';
import type { PlanPart } from '../explain/plan-key.js';
import { editedFiles, isUntouched } from './kept-work.js';

describe('files that were edited', () => {
  const before = new Map([
    ['a.py', '1'],
    ['b.py', '1'],
  ]);
  it.each<[what: string, now: [string, string][], edited: string[] | undefined]>([
    ['none', [...before], []],
    ['one', [...before, ['b.py', '2']], ['b.py']],
    ['none can be told where one came', [...before, ['c.py', '1']], undefined],
    ['none can be told where one went', [['a.py', '1']], undefined],
    [
      'none can be told where one has another name',
      [
        ['a.py', '1'],
        ['c.py', '1'],
      ],
      undefined,
    ],
  ])('%s', (_, now, edited) => {
    expect(editedFiles(before, new Map(now))).toEqual(edited);
  });
});

describe('a part of a hash', () => {
  const edited = ['libs/a/src/a.py'];
  const roots: Record<string, string> = {
    a: 'libs/a',
    b: 'libs/b',
    inner: 'libs/a/src',
    root: '.',
  };
  const match = (globs: string[], paths: string[]) =>
    paths.map((path) => globs.some((glob) => path.startsWith(glob.replace(/\*.*/, ''))));
  const isSame = (part: PlanPart) => isUntouched(part, edited, (name) => roots[name], match);

  it.each<[part: PlanPart]>([
    [{ kind: 'project-files', project: 'b', globs: ['libs/b/**'] }],
    [{ kind: 'workspace-files', globs: ['docs/**'] }],
    [{ kind: 'workspace-files', globs: ['docs/**', '!libs/**'] }],
    [{ kind: 'configuration', project: 'a' }],
    [{ kind: 'external', name: 'pypi:rich' }],
    [{ kind: 'variable', name: 'HOME' }],
    [{ kind: 'runtime', command: 'date' }],
    [{ kind: 'other', name: '**/.nx-python-inputs:.nx-python-inputs' }],
    [{ kind: 'other', name: '**/.nx-python-inputs:.nx-python-names' }],
  ])('is as it was: %j', (part) => expect(isSame(part)).toBe(true));

  it.each<[part: PlanPart]>([
    [{ kind: 'project-files', project: 'a', globs: ['libs/a/**'] }],
    [{ kind: 'project-files', project: 'inner', globs: ['libs/a/src/**'] }],
    // Nx reads globs; what they leave out is not looked at here.
    [{ kind: 'project-files', project: 'a', globs: ['libs/a/**', '!libs/a/src/**'] }],
    [{ kind: 'project-files', project: 'root', globs: ['**/*'] }],
    [{ kind: 'project-files', project: 'gone', globs: ['gone/**'] }],
    [{ kind: 'workspace-files', globs: ['docs/**', 'libs/**'] }],
    [{ kind: 'workspace-files', globs: ['libs/**', '!libs/a/**'] }],
    [{ kind: 'other', name: '**/.marker:.marker' }],
  ])('may be another one: %j', (part) => expect(isSame(part)).toBe(false));

  it('is as it was without an edit, but for what is not known', () => {
    const part: PlanPart = { kind: 'workspace-files', globs: ['libs/**'] };
    expect(isUntouched(part, [], () => undefined, match)).toBe(true);
    expect(isUntouched({ kind: 'other', name: 'x' }, [], () => undefined, match)).toBe(false);
  });
});
