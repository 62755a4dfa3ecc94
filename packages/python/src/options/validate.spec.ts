import { describe, expect, it } from 'vitest';
import { errorOf } from '../testing/error-of.js';
import { validateProject } from '../testing/workspace.js';
import { parsePyproject } from '../toml/pyproject.js';
import { targetKinds } from './names.js';
import { targetOptionsSchema } from './schema.js';
import { validateWorkspaceOptions } from './validate.js';

const inNxJson = { file: 'nx.json', prefix: 'plugins.options' };

const forProject = (lines: string[]) =>
  validateProject(parsePyproject('libs/a/pyproject.toml', lines.join('\n')));

describe('what is valid is returned as it is', () => {
  const rows: [options: object][] = [
    [{}],
    [{ typeChecker: 'mypy', signal: 'chain', groups: ['dev'], extras: ['fast'] }],
    [{ targets: Object.fromEntries(targetKinds.map((kind) => [kind, false])) }],
    [{ targets: Object.fromEntries(targetKinds.map((kind) => [kind, {}])) }],
    [
      {
        targets: {
          'test:unit': {
            name: 'test',
            folder: 'checks/unit',
            markers: 'not slow',
            args: ['-x'],
            inputs: ['{workspaceRoot}/schemas/**/*', { runtime: 'node -v' }],
            env: ['TZ', '_A1'],
            timeout: 0.5,
          },
        },
      },
    ],
  ];
  it.each(rows)('%j', (options) => {
    expect(validateWorkspaceOptions(options, inNxJson)).toEqual(options);
  });

  it.each([[undefined], [null]])('%s counts as no options', (value) => {
    expect(validateWorkspaceOptions(value, inNxJson)).toEqual({});
  });
});

const top =
  'targets, typeChecker, verifyInputs, signal, audit, coverage, pythons, groups, extras, isolation';
const ofTarget = Object.keys(targetOptionsSchema.shape).join(', ');

describe('an unknown key in nx.json is named with the nearest one', () => {
  const rows: [options: object, key: string, hint: string][] = [
    [{ target: {} }, 'target', 'did you mean "targets"?'],
    [{ type_checker: 'mypy' }, 'type_checker', 'did you mean "typeChecker"?'],
    [{ tags: [] }, 'tags', `known options: ${top}.`],
    [{ publish: 90 }, 'publish', `known options: ${top}.`],
    [{ coverage: { line: 90 } }, 'coverage.line', 'did you mean "lines"?'],
    [
      { targets: { 'test:unit': { coverage: { patch: 90 } } } },
      'targets.test:unit.coverage.patch',
      'known options: lines, branches.',
    ],
    [{ targets: { lnt: {} } }, 'targets.lnt', 'did you mean "lint"?'],
    [{ targets: { 'test-unit': {} } }, 'targets.test-unit', 'did you mean "test:unit"?'],
    [{ targets: { publish: {} } }, 'targets.publish', `known options: ${targetKinds.join(', ')}.`],
    [{ targets: { lint: { arg: [] } } }, 'targets.lint.arg', 'did you mean "args"?'],
    [
      { targets: { lint: { parallelism: 2 } } },
      'targets.lint.parallelism',
      `known options: ${ofTarget}.`,
    ],
  ];
  it.each(rows)('%j', (options, key, hint) => {
    expect(errorOf(() => validateWorkspaceOptions(options, inNxJson))).toEqual({
      code: 'OPTIONS_INVALID',
      message: `Unknown option "${key.slice(key.lastIndexOf('.') + 1)}".`,
      place: { file: 'nx.json', line: undefined, key: `plugins.options.${key}` },
      hint,
    });
  });
});

describe('an unknown key in a pyproject.toml is named with its line', () => {
  const rows: [line: number, key: string, hint: string, text: string[]][] = [
    [2, 'sinal', 'did you mean "signal"?', ['[tool.nx-signal]', 'sinal = "chain"']],
    [3, 'grup', 'did you mean "groups"?', ['[tool.nx-signal]', 'tags = []', 'grup = 1']],
    [1, 'sinal', 'did you mean "signal"?', ['tool.nx-signal.sinal = "chain"']],
    [
      4,
      'targets.lint.arg',
      'did you mean "args"?',
      ['[project]', 'name = "a"', '[tool.nx-signal.targets.lint]', 'arg = []'],
    ],
    [
      2,
      'targets.test:unit.fodler',
      'did you mean "folder"?',
      ['[tool.nx-signal.targets."test:unit"]', 'fodler = "t"'],
    ],
    [
      1,
      'targets.tst:unit',
      'did you mean "test:unit"?',
      ["[tool.nx-signal.targets.'tst:unit']", 'folder = "t"'],
    ],
    [
      2,
      'targets.lint.arg',
      'did you mean "args"?',
      ['[tool.nx-signal.targets]', 'lint = { arg = [] }'],
    ],
    [2, 'audit.failon', 'did you mean "failOn"?', ['[tool.nx-signal.audit]', 'failon = "low"']],
    [
      1,
      'audit.ignore.0.expire',
      'did you mean "expires"?',
      ['[[tool.nx-signal.audit.ignore]]', 'id = "X"', 'reason = "Y"', 'expire = 2027-01-31'],
    ],
  ];
  it.each(rows)('line %i: %s', (line, key, hint, text) => {
    expect(errorOf(() => forProject(text))).toEqual({
      code: 'OPTIONS_INVALID',
      message: `Unknown option "${key.slice(key.lastIndexOf('.') + 1)}".`,
      place: { file: 'libs/a/pyproject.toml', line, key: `tool.nx-signal.${key}` },
      hint,
    });
  });
});

describe('a value of the wrong kind is named with what was expected', () => {
  const rows: [options: object, key: string, expected: RegExp][] = [
    [{ targets: [] }, 'targets', /expected record/],
    [{ audit: { failOn: 'bad' } }, 'audit.failOn', /Invalid option/],
    [{ audit: { service: 'osv.dev' } }, 'audit.service', /expected a URL/],
    [{ audit: { maxAge: 0 } }, 'audit.maxAge', />0/],
    [{ audit: { ignore: [{ id: 'X', reason: 'Y' }] } }, 'audit.ignore.0', /expected `expires` or/],
    [
      { audit: { ignore: [{ id: 'X', reason: '', untilFixed: true }] } },
      'audit.ignore.0.reason',
      />=1 characters/,
    ],
    [
      { audit: { ignore: [{ id: 'X', reason: 'Y', expires: 'soon' }] } },
      'audit.ignore.0.expires',
      /expected a date such as/,
    ],
    [{ targets: { lint: true } }, 'targets.lint', /Invalid input/],
    [{ targets: { lint: { args: '-x' } } }, 'targets.lint.args', /expected array/],
    [{ targets: { lint: { args: [1] } } }, 'targets.lint.args.0', /expected string/],
    [{ targets: { lint: { name: '' } } }, 'targets.lint.name', />=1 characters/],
    [{ targets: { lint: { timeout: '5' } } }, 'targets.lint.timeout', /expected number/],
    [{ targets: { lint: { timeout: 0 } } }, 'targets.lint.timeout', />0/],
    [{ targets: { lint: { env: ['A-B'] } } }, 'targets.lint.env.0', /name of an environment/],
    [
      { targets: { 'test:unit': { folder: '/t' } } },
      'targets.test:unit.folder',
      /inside the project/,
    ],
    [
      { targets: { 'test:unit': { folder: '../t' } } },
      'targets.test:unit.folder',
      /inside the project/,
    ],
    [
      { targets: { 'test:unit': { folder: 'a\\b' } } },
      'targets.test:unit.folder',
      /inside the project/,
    ],
    [{ targets: { audit: { args: ['-v'] } } }, 'targets.audit.args', /audit does not take it/],
    [{ targets: { serve: { args: ['-v'] } } }, 'targets.serve.args', /serve does not take it/],
    [{ targets: { serve: { env: ['PORT'] } } }, 'targets.serve.env', /serve does not take it/],
    [{ targets: { serve: { inputs: ['x'] } } }, 'targets.serve.inputs', /serve does not take it/],
    [{ targets: { audit: { timeout: 5 } } }, 'targets.audit.timeout', /audit does not take it/],
    [{ targets: { signal: { timeout: 5 } } }, 'targets.signal.timeout', /signal does not take it/],
    [{ targets: { lint: { paths: ['src'] } } }, 'targets.lint.paths', /lint does not take it/],
    [{ targets: { lint: { tags: ['a'] } } }, 'targets.lint.tags', /lint does not take it/],
    [
      { targets: { typecheck: { markers: 'slow' } } },
      'targets.typecheck.markers',
      /typecheck does not take it/,
    ],
    [{ typeChecker: 'mypyy' }, 'typeChecker', /"mypy"/],
    [{ signal: 'serial' }, 'signal', /"parallel"\|"chain"/],
    [{ groups: 'dev' }, 'groups', /expected array/],
    [{ extras: [1] }, 'extras.0', /expected string/],
  ];
  it.each(rows)('%j', (options, key, expected) => {
    const { message, ...error } = errorOf(() => validateWorkspaceOptions(options, inNxJson));
    expect(message).toMatch(expected);
    expect(message.startsWith(`Option "${key}" is not valid: `)).toBe(true);
    expect(error).toEqual({
      code: 'OPTIONS_INVALID',
      place: { file: 'nx.json', line: undefined, key: `plugins.options.${key}` },
      hint: 'docs/reference/options.md lists every option with its type.',
    });
  });

  it('in a pyproject.toml with its line', () => {
    const text = ['[project]', 'name = "a"', '[tool.nx-signal]', 'signal = "serial"'];
    expect(errorOf(() => forProject(text)).place).toEqual({
      file: 'libs/a/pyproject.toml',
      line: 4,
      key: 'tool.nx-signal.signal',
    });
  });
});

it('options that are no table at all are refused', () => {
  expect(errorOf(() => forProject(['[tool]', 'nx-signal = 3']))).toMatchObject({
    code: 'OPTIONS_INVALID',
    message: expect.stringMatching(/^The options are not valid: .*expected object/),
    place: { file: 'libs/a/pyproject.toml', line: 2, key: 'tool.nx-signal' },
  });
});

describe('what is served is a program with its arguments', () => {
  const serve = (value: string) => forProject(['[tool.nx-signal]', `serve = ${value}`]);

  it.each([['"uvicorn api.app:app --reload"'], ['["python", "-c", ""]']])('%s', (value) => {
    expect(serve(value)).toHaveProperty('serve');
  });

  it.each([['""'], ['" "'], [`'""'`], [`"uvicorn 'a"`], ['[]'], ['[""]'], ['5'], ['["a", 5]']])(
    '%s does not say one',
    (value) => {
      const error = errorOf(() => serve(value));
      expect(error).toMatchObject({
        code: 'OPTIONS_INVALID',
        place: { file: 'libs/a/pyproject.toml', line: 2 },
      });
      expect(JSON.stringify(error)).toMatch(
        /expected a program with its arguments|expected string/,
      );
    },
  );

  it('is said for one project', () => {
    expect(errorOf(() => validateWorkspaceOptions({ serve: 'x' }, inNxJson))).toMatchObject({
      code: 'OPTIONS_INVALID',
      message: 'Unknown option "serve".',
    });
  });
});
