import type { NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { targetDefaultsReader } from '../nx-internal.js';
import { partsOf } from '../testing/error-of.js';
import { mayReplace, replacedInputs, replacedNamedInput } from './replaced-inputs.js';

const executor = '@nx-signal/python:check';
const targets: Record<string, TargetConfiguration> = {
  lint: { executor, cache: true, inputs: ['pyLint'], dependsOn: ['x'] },
  'test:unit': { executor, cache: true, inputs: ['pyAll'], outputs: ['o'], dependsOn: ['x'] },
  fix: { executor: '@nx-signal/python:run', cache: false },
};
const core = { root: 'libs/core', name: 'core', tags: ['lang:py'], settings: [] };

type Defaults = NonNullable<NxJsonConfiguration['targetDefaults']>;

describe('target defaults', () => {
  const rows: [defaults: unknown, target: string, key: string | undefined][] = [
    [{ lint: { inputs: ['default'] } }, 'lint', 'targetDefaults.lint.inputs'],
    [{ lint: { inputs: ['...', 'default'] } }, 'lint', undefined],
    [{ lint: { inputs: ['default', '...'] } }, 'lint', undefined],
    [{ lint: { inputs: ['default'], '...': true } }, 'lint', undefined],
    [{ lint: { '...': true, inputs: ['default'] } }, 'lint', 'targetDefaults.lint.inputs'],
    [{ lint: { inputs: [] } }, 'lint', 'targetDefaults.lint.inputs'],
    [{ lint: { cache: true, options: { args: ['-x'] }, parallelism: false } }, 'lint', undefined],
    [{ lint: { cache: false } }, 'lint', undefined],
    [{ lint: { outputs: ['x'] } }, 'lint', undefined],
    [{ fix: { cache: true } }, 'fix', 'targetDefaults.fix.cache'],
    [{ fix: { inputs: ['default'], dependsOn: ['^build'] } }, 'fix', undefined],
    [{ 'test:unit': { dependsOn: ['^build'] } }, 'test:unit', 'targetDefaults.test:unit.dependsOn'],
    [{ 'test:unit': { outputs: ['x'] } }, 'test:unit', 'targetDefaults.test:unit.outputs'],
    [{ 'test:*': { inputs: ['x'] } }, 'test:unit', 'targetDefaults.test:*.inputs'],
    [{ 't*': { inputs: ['x'] }, 'test:*': {} }, 'test:unit', undefined],
    [{ [executor]: { inputs: ['x'] } }, 'lint', `targetDefaults.${executor}.inputs`],
    [{ '@nx/eslint:lint': { inputs: ['x'] } }, 'lint', undefined],
    [{ [executor]: {}, lint: { inputs: ['x'] } }, 'lint', undefined],
    [{ lint: [{ inputs: ['x'] }] }, 'lint', 'targetDefaults.lint.inputs'],
    [{ lint: [{ inputs: ['x'] }, { inputs: ['...', 'y'] }] }, 'lint', 'targetDefaults.lint.inputs'],
    [{ lint: [{ inputs: ['...', 'x'] }, { inputs: ['...', 'y'] }] }, 'lint', undefined],
    [{ lint: [{ filter: { projects: 'web' }, inputs: ['x'] }] }, 'lint', undefined],
    [
      { lint: [{ filter: { projects: ['core'] }, inputs: ['x'] }] },
      'lint',
      'targetDefaults.lint.inputs',
    ],
    [
      { lint: [{ filter: { projects: ['tag:lang:py'] }, inputs: ['x'] }] },
      'lint',
      'targetDefaults.lint.inputs',
    ],
    [{ lint: [{ filter: { plugin: '@nx/eslint/plugin' }, inputs: ['x'] }] }, 'lint', undefined],
    [
      { lint: [{ filter: { plugin: '@nx-signal/python' }, inputs: ['x'] }] },
      'lint',
      'targetDefaults.lint.inputs',
    ],
  ];
  it.each(rows)('%j for %s', async (defaults, name, key) => {
    const read = await targetDefaultsReader();
    const target = targets[name] as TargetConfiguration;
    const error = replacedInputs(core, name, target, { defaults: defaults as Defaults, read });
    expect(error && partsOf(error).place).toEqual(key && { file: 'nx.json', key });
    if (error) expect(error.code).toBe('INPUTS_REPLACED');
  });
});

describe('settings of the project', () => {
  const rows: [settings: object, key: string | undefined][] = [
    [{ targets: { lint: { inputs: ['default'] } } }, 'nx.targets.lint.inputs'],
    [{ targets: { lint: { inputs: ['...', 'default'] } } }, undefined],
    [{ targets: { 'l*': { dependsOn: [] } } }, 'nx.targets.l*.dependsOn'],
    [{ targets: { lint: { options: { args: [] } }, other: { inputs: [] } } }, undefined],
    [{ targets: { lint: { command: 'eslint', inputs: [] } } }, undefined],
    [{ targets: { lint: { executor: 'nx:run-commands', inputs: [] } } }, undefined],
    [{ targets: { lint: { executor, inputs: [] } } }, 'nx.targets.lint.inputs'],
  ];
  it.each(rows)('%j', async (settings, key) => {
    const read = await targetDefaultsReader();
    const own = [{ file: 'libs/core/package.json', key: 'nx', settings: settings as never }];
    const project = { ...core, settings: own };
    const error = replacedInputs(project, 'lint', targets['lint'] as never, { defaults: {}, read });
    expect(error?.place).toEqual(key && { file: 'libs/core/package.json', key });
  });
});

it('named inputs of ours keep their meaning', () => {
  const settings = { namedInputs: { pyAll: [], other: [] } };
  const project = { ...core, settings: [{ file: 'libs/core/project.json', key: '', settings }] };
  expect(replacedNamedInput(project, ['pyAll', 'pyProd'])?.place?.key).toBe('namedInputs.pyAll');
  expect(replacedNamedInput(project, ['pyProd'])).toBeUndefined();
});

describe('whether a look is needed', () => {
  const rows: [defaults: unknown, needed: boolean][] = [
    [undefined, false],
    [{ build: { options: {} } }, false],
    [{ build: { cache: true } }, true],
    [{ build: [{ filter: {}, dependsOn: [] }] }, true],
  ];
  it.each(rows)('%j: %s', (defaults, needed) => {
    expect(mayReplace(defaults as Defaults)).toBe(needed);
  });
});
