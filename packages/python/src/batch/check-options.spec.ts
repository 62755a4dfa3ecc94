import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { checkOptions } from './check-options.js';
import { optionPlace } from './option-place.js';
import { imageRules, toolRules } from './option-rules.js';

const types = { kind: 'typecheck', environment: '.', tool: 'mypy', paths: ['src'] };
const tests = { kind: 'test', environment: '.', paths: ['tests'], report: 'dist/r' };

const check = (options: object, overrides: object = {}) =>
  checkOptions('a:t', { ...options }, toolRules, { ...overrides }, () => undefined);

describe('a wrong option is named with its value and what is expected', () => {
  it.each<[object, string, string]>([
    [
      { ...types, tool: 'mypyy' },
      '"tool" of a:t is not valid: "mypyy"',
      'did you mean "mypy"? Expected one of mypy,',
    ],
    [
      { ...types, tool: 5 },
      '"tool" of a:t is not valid: 5',
      'expected is one of mypy, basedpyright',
    ],
    [
      { ...types, paths: 'src' },
      '"paths" of a:t is not valid: "src"',
      'expected is a list of strings.',
    ],
    [{ ...types, paths: [1] }, '"paths" of a:t is not valid: [1]', 'a list of strings'],
    [{ ...types, paths: { a: 1 } }, 'not valid: {"a":1}', 'a list of strings'],
    [{ ...types, args: null }, '"args" of a:t is not valid: null', 'a list of strings'],
    [{ ...types, timeout: '5' }, '"timeout" of a:t is not valid: "5"', 'a number of seconds'],
    [{ ...types, timeout: -1 }, '"timeout"', 'greater than 0'],
    [{ ...types, environment: undefined }, '"environment" of a:t is missing', 'a text'],
    [
      { ...types, kind: 'types' },
      '"kind" of a:t is not valid: "types"',
      'one of lint, fix, typecheck, test, audit.',
    ],
    [{ ...types, kind: ['lint'] }, '"kind"', 'one of lint'],
    [{}, '"kind" of a:t is missing', 'one of lint'],
    [{ ...tests, verifyInputs: 'of' }, '"verifyInputs"', 'did you mean "off"?'],
    [{ ...tests, ignore: [['x']] }, '"ignore"', 'a list of strings'],
    [{ ...tests, report: 1 }, '"report"', 'a text'],
  ])('%j', (options, message, hint) => {
    const error = errorOf(() => check(options));
    expect(error).toMatchObject({ code: 'OPTIONS_INVALID' });
    expect(error.message).toContain(message);
    expect(error.hint).toContain(hint);
  });

  it('of an image, too', () => {
    const image = { dockerfile: 'D', environment: '.', report: 'r', context: 'pruned' };
    const wrong = { ...image, labels: { a: 1 } };
    const of = (options: object) => () =>
      checkOptions(
        'a:t',
        { ...options },
        () => imageRules,
        {},
        () => undefined,
      );
    expect(of(image)()).toEqual(image);
    expect(errorOf(of(wrong)).message).toContain('"labels" of a:t is not valid: {"a":1}');
  });
});

it.each([types, tests, { kind: 'lint', environment: '.', unknown: [] }, { kind: 'broken' }])(
  'right options stay as they are: %j',
  (options) => expect(check(options)).toEqual(options),
);

it('what is typed is read as what it stands for', () => {
  const typed = { args: "-x -k 'a or b'", timeout: '5' };
  expect(check({ ...types, ...typed }, typed)).toMatchObject({
    args: ['-x', '-k', 'a or b'],
    timeout: 5,
  });
  const twice = { args: ['--maxfail', 2] };
  expect(check({ ...types, ...twice }, twice)).toMatchObject({ args: ['--maxfail', '2'] });
  const open = { args: "-k 'a or b" };
  expect(() => check({ ...types, ...open }, open)).toThrow(/is not valid: "-k 'a or b"/);
});

describe('the place of an option', () => {
  const owner = { target: 'typecheck', project: 'libs/a', executor: '@x:check' };
  const options = { options: { tool: 'x' } };
  const json = (value: object) => JSON.stringify(value, null, 2);
  it.each<[string, Record<string, string>, object | undefined]>([
    [
      'project.json',
      { 'libs/a/project.json': json({ targets: { lint: options, typecheck: options } }) },
      { file: 'libs/a/project.json', line: 10, key: 'targets.typecheck.options.tool' },
    ],
    [
      'a configuration',
      {
        'libs/a/project.json': json({
          targets: { typecheck: { configurations: { ci: { tool: 'x' } } } },
        }),
      },
      { file: 'libs/a/project.json', line: 6, key: 'targets.typecheck.configurations.ci.tool' },
    ],
    [
      'package.json',
      { 'libs/a/package.json': json({ nx: { targets: { typecheck: options } } }) },
      { file: 'libs/a/package.json', line: 6, key: 'nx.targets.typecheck.options.tool' },
    ],
    [
      'defaults by name',
      { 'nx.json': json({ targetDefaults: { typecheck: options } }) },
      { file: 'nx.json', line: 5, key: 'targetDefaults.typecheck.options.tool' },
    ],
    [
      'defaults by executor',
      { 'nx.json': json({ targetDefaults: { '@x:check': options } }) },
      { file: 'nx.json', line: 5, key: 'targetDefaults.@x:check.options.tool' },
    ],
    ['nowhere', { 'nx.json': '{ // remark\n}', 'libs/a/project.json': '[]' }, undefined],
  ])('%s', (_, texts, place) => {
    expect(optionPlace({ root: temporaryFolder(texts), ...owner }, 'tool')).toEqual(place);
  });
});
