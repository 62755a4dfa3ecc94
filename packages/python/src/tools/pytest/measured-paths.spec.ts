import { expect, it } from 'vitest';
import { measuredPaths } from './measured-paths.js';

const unit = (...paths: string[]) => ({ 'test:unit': { paths, ignore: [] } });

it.each<
  [
    title: string,
    facts: Parameters<typeof measuredPaths>[0],
    measured: ReturnType<typeof measuredPaths>,
  ]
>([
  [
    'src',
    { importRoot: 'src', importable: ['src', 'src/a'], tests: unit('tests/unit') },
    { source: ['src'], omit: [] },
  ],
  [
    'a package in the project’s folder',
    { importRoot: '.', importable: ['a', 'a/sub', 'tests'], tests: unit('tests') },
    { source: ['a'], omit: [] },
  ],
  [
    'without the tests inside',
    { importRoot: '.', importable: ['a', 'a/tests'], tests: unit('a/tests') },
    { source: ['a'], omit: ['a/tests/*'] },
  ],
  [
    'modules beside their tests',
    { importRoot: '.', importable: ['.'], tests: unit('test_x.py', 'tests') },
    { source: ['.'], omit: ['test_x.py', 'tests/*'] },
  ],
  [
    'all where tests are everywhere',
    { importRoot: 'src', importable: ['src'], tests: unit('.') },
    { source: ['src'], omit: [] },
  ],
])('measured is %s', (_title, facts, measured) => {
  expect(measuredPaths(facts)).toEqual(measured);
});
