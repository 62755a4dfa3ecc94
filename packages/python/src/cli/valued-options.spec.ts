import { expect, it } from 'vitest';
import { takeValuedOptions } from './valued-options.js';

it.each([
  [['--sarif'], { '--sarif': '' }, []],
  [['--sarif', 'a.sarif', '--json'], { '--sarif': 'a.sarif' }, ['--json']],
  [['--sarif=a=b', 'x'], { '--sarif': 'a=b' }, ['x']],
  [['--sarif', '--junit', 'j'], { '--sarif': '', '--junit': 'j' }, []],
  [['--sarf'], {}, ['--sarf']],
])('%j', (argv, values, rest) => {
  const taken = takeValuedOptions(argv, ['--sarif', '--junit']);
  expect([Object.fromEntries(taken.values), taken.rest]).toEqual([values, rest]);
});

it('refuses what is given twice', () => {
  expect(() => takeValuedOptions(['--sarif', '--sarif=x'], ['--sarif'])).toThrow('twice');
});
