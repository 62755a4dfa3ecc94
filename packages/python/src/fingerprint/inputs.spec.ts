import { describe, expect, it } from 'vitest';
import { shop } from '../testing/shop.js';
import { type Texts, targetsOf } from '../testing/workspace.js';
import { interpreterInput } from './interpreter-input.js';
import type { TargetInput } from './target-context.js';

function inputsOf(texts: Texts, directory: string, target: string): TargetInput[] {
  return targetsOf({ ...shop, ...texts }, directory)[target]?.inputs ?? [];
}

const marker = { dependentTasksOutputFiles: '**/.nx-python-inputs' };

describe('each target has precise inputs', () => {
  const rows: [directory: string, target: string, inputs: TargetInput[]][] = [
    [
      'libs/core',
      'lint',
      [
        'pyLint',
        {
          externalDependencies: ['nx-signal:plugin', 'pypi:ruff', 'python-config:ruff above libs'],
        },
        marker,
        { dependentTasksOutputFiles: '**/.nx-python-names' },
      ],
    ],
    [
      'services/api',
      'typecheck',
      [
        'pyAll',
        '^pyProd',
        {
          externalDependencies: [
            'lock:api',
            'lock:shop:dev without ruff',
            'nx-signal:platform',
            'nx-signal:plugin',
            'pypi:mypy',
            'pypi:pytest',
            'python-config:mypy above services',
            'python-config:python above services',
          ],
        },
        marker,
        interpreterInput('.'),
      ],
    ],
    [
      'libs/core',
      'test:unit',
      [
        'pyAll',
        '!{projectRoot}/tests/integration/**/*',
        '^pyProd',
        {
          externalDependencies: [
            'lock:lib-core',
            'lock:shop:dev without mypy, ruff',
            'nx-signal:platform',
            'nx-signal:plugin',
            'pypi:pytest',
            'python-config:pytest above libs',
            'python-config:python above libs',
          ],
        },
        marker,
        interpreterInput('.'),
      ],
    ],
  ];
  it.each(rows)('%s %s', (directory, target, inputs) => {
    expect(inputsOf({}, directory, target)).toEqual(inputs);
  });
});

it.each(['warn', 'off'])('with `verifyInputs` %s tests see all that is locked', (check) => {
  const options = `[tool.nx-signal]\nverifyInputs = "${check}"\n`;
  const own = `${shop['libs/core/pyproject.toml']}${options}`;
  const named = JSON.stringify(
    inputsOf({ 'libs/core/pyproject.toml': own }, 'libs/core', 'test:unit'),
  );
  expect(named).toContain('"nx-signal:lock"');
});

describe('inputs and environment variables that options declare come last', () => {
  it.each(['lint', 'typecheck', 'test:unit', 'test:integration'])('%s', (target) => {
    const options = `[tool.nx-signal.targets."${target}"]
inputs = ["{workspaceRoot}/schemas/**/*", { runtime = "node -v" }]
env = ["TZ"]`;
    const own = `${shop['libs/core/pyproject.toml']}${options}`;
    expect(inputsOf({ 'libs/core/pyproject.toml': own }, 'libs/core', target).slice(-3)).toEqual([
      '{workspaceRoot}/schemas/**/*',
      { runtime: 'node -v' },
      { env: 'TZ' },
    ]);
  });
});
