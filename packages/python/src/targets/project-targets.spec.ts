import type { TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import type { ProjectOptions } from '../options/schema.js';
import { shop } from '../testing/shop.js';
import { type Texts, targetsOf } from '../testing/workspace.js';
import { brokenTargets } from './broken.js';

const marker = { projects: ['.'], target: 'python-inputs' };

type Before = NonNullable<TargetConfiguration['dependsOn']>[number];

/** The name of a target of the same project that another waits for. */
const nameOf = (before: Before): Before =>
  typeof before === 'object' && before.params === 'forward' ? before.target : before;
const names = { projects: ['.'], target: 'python-names' };
const isNames = (before: unknown) => JSON.stringify(before) === JSON.stringify(names);

describe('targets are inferred for what there is', () => {
  const own = '[project]\nname = "a"\n';
  const rows: [title: string, texts: Texts, targets: string[]][] = [
    ['nothing but a name', {}, []],
    ['sources', { 'a/x.py': '' }, ['lint', 'fix', 'signal']],
    ['stubs', { 'a/x.pyi': '' }, ['lint', 'fix', 'signal']],
    [
      'sources and mypy’s settings',
      { 'a/x.py': '', 'mypy.ini': '' },
      ['lint', 'fix', 'typecheck', 'signal'],
    ],
    ['mypy’s settings without sources', { 'mypy.ini': '' }, []],
    ['unit tests', { 'a/tests/test_x.py': '' }, ['lint', 'fix', 'test:unit', 'signal']],
    [
      'integration tests only',
      { 'a/tests/integration/test_x.py': '' },
      ['lint', 'fix', 'test:integration', 'signal', 'confidence'],
    ],
    [
      'contract tests only',
      { 'a/tests/contract/test_x.py': '' },
      ['lint', 'fix', 'test:contract', 'signal'],
    ],
  ];
  it.each(rows)('%s', (_title, texts, targets) => {
    const all = { 'a/pyproject.toml': own, ...texts };
    expect(Object.keys(targetsOf(all, 'a'))).toEqual(targets);
  });
});

describe('who runs a target, whether it is cached, and whether Nx asks for a sync first', () => {
  const rows: [target: string, executor: string, cache: boolean][] = [
    ['lint', '@nx-signal/python:check', true],
    ['typecheck', '@nx-signal/python:check', true],
    ['test:unit', '@nx-signal/python:check', true],
    ['test:integration', '@nx-signal/python:run', true],
    ['fix', '@nx-signal/python:run', false],
    ['signal', 'nx:noop', false],
    ['confidence', 'nx:noop', false],
  ];
  it.each(rows)('%s', (target, executor, cache) => {
    const { syncGenerators, ...found } = targetsOf(shop, 'libs/core')[target] ?? {};
    expect(found).toMatchObject({ executor, cache });
    expect(syncGenerators).toBeUndefined();
  });

  it('what edits files has no inputs, outputs or order', () => {
    const { inputs, outputs, dependsOn } = targetsOf(shop, 'libs/core')['fix'] ?? {};
    expect({ inputs, outputs, dependsOn }).toEqual({});
  });
});

describe('options of the executor say what the tool is given', () => {
  const rows: [directory: string, target: string, options: object][] = [
    ['libs/core', 'lint', { kind: 'lint', environment: '.' }],
    ['libs/core', 'fix', { kind: 'fix', environment: '.' }],
    [
      'libs/core',
      'typecheck',
      {
        kind: 'typecheck',
        verifyInputs: 'error',
        tool: 'mypy',
        environment: '.',
        sources: ['src', 'tests'],
      },
    ],
    [
      'libs/core',
      'test:integration',
      {
        kind: 'test',
        testKind: 'test:integration',
        verifyInputs: 'error',
        environment: '.',
        paths: ['tests/integration'],
        report: 'dist/reports/{projectName}/test-integration',
      },
    ],
    [
      'services/api',
      'test:unit',
      {
        kind: 'test',
        testKind: 'test:unit',
        verifyInputs: 'error',
        environment: '.',
        paths: ['tests'],
        ignore: ['tests/integration', 'tests/contract'],
        report: 'dist/reports/{projectName}/test-unit',
      },
    ],
  ];
  it.each(rows)('%s %s', (directory, target, options) => {
    expect(targetsOf(shop, directory)[target]?.options).toEqual(options);
  });

  it.each(['lint', 'fix', 'typecheck', 'test:unit', 'test:integration'] as const)(
    '%s: arguments, time limit and markers are handed on',
    (kind) => {
      const settings = { args: ['-x'], timeout: 5, markers: 'not slow' };
      const options = targetsOf(shop, 'libs/core', { targets: { [kind]: settings } })[kind]
        ?.options;
      const isTest = kind.startsWith('test');
      expect(options).toMatchObject({ args: ['-x'], timeout: 5 });
      expect(options.markers).toBe(isTest ? 'not slow' : undefined);
    },
  );
});

describe('outputs: one folder per task, none inside another', () => {
  const outputs = Object.entries(targetsOf(shop, 'libs/core')).flatMap(([name, target]) =>
    (target.outputs ?? []).map((path) => [name, path]),
  );

  it('only tests have one', () => {
    expect(Object.fromEntries(outputs)).toEqual({
      'test:unit': '{workspaceRoot}/dist/reports/{projectName}/test-unit',
      'test:integration': '{workspaceRoot}/dist/reports/{projectName}/test-integration',
    });
  });

  it('it is where the report goes, whatever the target is called', () => {
    const options = { targets: { 'test:unit': { name: 'check:a:b' } } };
    const target = targetsOf(shop, 'libs/core', options)['check:a:b'];
    expect(target?.outputs).toEqual(['{workspaceRoot}/dist/reports/{projectName}/check-a-b']);
    expect(target?.options.report).toBe('dist/reports/{projectName}/check-a-b');
  });
});

describe('what runs before what', () => {
  const rows: [title: string, options: ProjectOptions, order: Record<string, string[]>][] = [
    [
      'side by side by default',
      {},
      {
        lint: [],
        typecheck: [],
        'test:unit': [],
        'test:integration': [],
        signal: ['lint', 'typecheck', 'test:unit'],
        confidence: ['test:integration'],
      },
    ],
    [
      'one after the other',
      { signal: 'chain' },
      {
        lint: [],
        typecheck: ['lint'],
        'test:unit': ['typecheck'],
        'test:integration': [],
        signal: ['lint', 'typecheck', 'test:unit'],
      },
    ],
    [
      'a chain without its middle',
      { signal: 'chain', targets: { typecheck: false } },
      { lint: [], 'test:unit': ['lint'], signal: ['lint', 'test:unit'] },
    ],
    [
      'a chain of other names',
      {
        signal: 'chain',
        targets: { lint: { name: 'ruff' }, typecheck: { name: 'types' }, signal: { name: 'ci' } },
      },
      { ruff: [], types: ['ruff'], 'test:unit': ['types'], ci: ['ruff', 'types', 'test:unit'] },
    ],
    [
      'other names',
      { targets: { 'test:integration': { name: 'it' }, confidence: { name: 'all' } } },
      { it: [], all: ['it'] },
    ],
  ];
  it.each(rows)('%s', (_title, options, order) => {
    const targets = targetsOf(shop, 'libs/core', options);
    const found = Object.keys(order).map((name) => [
      name,
      targets[name]?.dependsOn?.filter((before) => !isNames(before)).map(nameOf),
    ]);
    const expected = Object.entries(order).map(([name, before]) => [name, [marker, ...before]]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });
});

it('hands on to the members of an aggregate what is typed for it', () => {
  const { dependsOn } = targetsOf(shop, 'libs/core')['signal'] ?? {};
  expect(dependsOn).toContainEqual({ target: 'test:unit', params: 'forward' });
});

it('lint and what runs it depend on the names that it goes by', () => {
  const targets = Object.entries(targetsOf(shop, 'libs/core'));
  const depending = targets.filter(([, { dependsOn = [] }]) => dependsOn.some(isNames));
  expect(depending.map(([name]) => name)).toEqual(['lint', 'signal']);
});

describe('tests on versions of Python', () => {
  const pythons = ['3.11', '3.13'];
  const targets = targetsOf(shop, 'libs/core', { pythons });

  it('have a target for each, and the usual one runs them', () => {
    for (const python of pythons)
      expect(targets[`test:unit--py${python}`]).toMatchObject({
        executor: '@nx-signal/python:check',
        cache: true,
        outputs: [`{workspaceRoot}/dist/reports/{projectName}/test-unit--py${python}`],
        options: { kind: 'test', testKind: 'test:unit', python },
      });
    expect(targets['test:unit']).toMatchObject({ executor: 'nx:noop', cache: false });
    expect(targets['test:unit']?.dependsOn?.map(nameOf)).toEqual([
      marker,
      'test:unit--py3.11',
      'test:unit--py3.13',
    ]);
    expect(targets['signal']?.dependsOn?.map(nameOf)).toContain('test:unit');
    expect(targets['test:integration']?.options.python).toBeUndefined();
  });

  it('have the interpreter of their own environment in the hash', () => {
    const commands = pythons.map((python) =>
      targets[`test:unit--py${python}`]?.inputs?.filter(
        (input) => typeof input === 'object' && 'runtime' in input,
      ),
    );
    expect(commands[0]).not.toEqual(commands[1]);
    expect(JSON.stringify(commands[1])).toContain('--system 3.13');
  });

  it('wait for what is before them in a chain', () => {
    const chained = targetsOf(shop, 'libs/core', { pythons, signal: 'chain' });
    for (const python of pythons)
      expect(chained[`test:unit--py${python}`]?.dependsOn).toContain('typecheck');
  });

  it('fail by themselves where requires-python leaves one out, or there is no uv.lock', () => {
    const texts = {
      'a/pyproject.toml':
        '[project]\nname = "a"\nrequires-python = ">=3.12"\n[tool.nx-signal]\npythons = ["3.11", "3.13"]\n',
      'a/tests/test_x.py': '',
    };
    const unfit = targetsOf({ ...texts, 'a/uv.lock': 'version = 1\n' }, 'a');
    expect(unfit['test:unit--py3.11']).toMatchObject({
      cache: false,
      options: { kind: 'broken' },
      metadata: {
        description: expect.stringContaining('at a/pyproject.toml:5 (tool.nx-signal.pythons)'),
      },
    });
    expect(unfit['test:unit--py3.13']).toMatchObject({ options: { kind: 'test' } });
    expect(unfit['lint']).toMatchObject({ options: { kind: 'lint' } });
    const unlocked = targetsOf(texts, 'a')['test:unit--py3.13'];
    expect(unlocked?.metadata?.description).toContain('without a uv.lock');
  });
});

describe('a target that options leave out is nowhere', () => {
  const rows: [left: string, gone: string[]][] = [
    ['lint', ['lint']],
    ['fix', ['fix']],
    ['test:integration', ['test:integration', 'confidence']],
    ['signal', ['signal']],
    ['confidence', ['confidence']],
  ];
  it.each(rows)('%s', (left, gone) => {
    const before = targetsOf(shop, 'libs/core');
    const after = targetsOf(shop, 'libs/core', { targets: { [left]: false } });
    expect(Object.keys(after)).toEqual(Object.keys(before).filter((name) => !gone.includes(name)));
    const named = Object.values(after).flatMap(({ dependsOn }) => dependsOn?.map(nameOf) ?? []);
    for (const name of gone) expect(named).not.toContain(name);
  });

  it('aggregates without members go with them', () => {
    const none = { lint: false, typecheck: false, 'test:unit': false } as const;
    expect(Object.keys(targetsOf(shop, 'libs/core', { targets: none }))).toEqual([
      'fix',
      'test:integration',
      'confidence',
    ]);
  });
});

describe('a project that cannot be used', () => {
  const targets = brokenTargets('error [X]: It is broken.', 'libs');
  it('fails in lint with the error, uncached', () => {
    expect(targets['lint']).toMatchObject({
      executor: '@nx-signal/python:check',
      cache: false,
      options: { kind: 'broken', environment: 'libs' },
      metadata: { description: 'error [X]: It is broken.' },
    });
  });

  it.each(['typecheck', 'test:unit', 'signal'])('%s waits for it', (name) => {
    expect(targets[name]).toEqual({ executor: 'nx:noop', cache: false, dependsOn: ['lint'] });
  });
});
