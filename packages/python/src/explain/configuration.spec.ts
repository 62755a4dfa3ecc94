import { expect, it } from 'vitest';
import { configurationOf } from './configuration.js';

it('lists what Nx hashes of a configuration, and nothing else', () => {
  const configuration = configurationOf({
    root: 'libs/a',
    name: 'a',
    tags: ['x'],
    namedInputs: { pyAll: ['{projectRoot}/**/*'] },
    targets: {
      lint: {
        executor: 'x:y',
        cache: true,
        dependsOn: ['b'],
        inputs: ['pyAll'],
        outputs: [],
        options: { args: ['-v'], timeout: 3 },
        configurations: { ci: {} },
        parallelism: false,
        metadata: { description: 'd' },
      },
      build: {},
    },
  });
  expect(configuration).toEqual({
    root: '"libs/a"',
    tags: '["x"]',
    'namedInputs.pyAll': '["{projectRoot}/**/*"]',
    'targets.lint.executor': '"x:y"',
    'targets.lint.inputs': '["pyAll"]',
    'targets.lint.outputs': '[]',
    'targets.lint.configurations': '{"ci":{}}',
    'targets.lint.parallelism': 'false',
    'targets.lint.options.args': '["-v"]',
    'targets.lint.options.timeout': '3',
  });
});
