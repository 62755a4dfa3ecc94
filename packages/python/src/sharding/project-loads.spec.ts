import { expect, it } from 'vitest';
import { mergeDurations, projectLoads } from './project-loads.js';

const task = (project: string, target: string) => ({ target: { project, target } });
const graph = {
  tasks: {
    tasks: {
      'api:confidence': task('api', 'confidence'),
      'api:test:integration': task('api', 'test:integration'),
      'models:build': task('models', 'build'),
      'worker:confidence': task('worker', 'confidence'),
    },
    dependencies: {
      'api:confidence': ['api:test:integration'],
      'api:test:integration': ['models:build'],
    },
  },
};

it('an aggregate weighs what its own project’s tasks took', () => {
  const durations = { 'api:test:integration': 900, 'api:confidence': 1, 'models:build': 5000 };
  expect(projectLoads(graph, 'confidence', durations)).toEqual([
    { project: 'api', weight: 901 },
    { project: 'worker', weight: undefined },
  ]);
});

it.each<[string, unknown[], Record<string, number>]>([
  ['nothing', [], {}],
  ['the later one', [{ a: 1, b: 2 }, { a: 3 }], { a: 3, b: 2 }],
  ['no nonsense', [null, 'x', { a: 'x', b: -1, c: Number.NaN, d: 0 }], { d: 0 }],
])('records put together: %s', (_title, records, merged) => {
  expect(mergeDurations(records)).toEqual(merged);
});
