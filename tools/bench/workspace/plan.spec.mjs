import { expect, test } from 'vitest';
import { workspaceFiles } from './files.mjs';
import { dependenciesOf, planWorkspace, usersOf } from './plan.mjs';

const parameters = { projects: 40, filesPerProject: 10, seed: 7 };
const plan = planWorkspace(parameters);

test('the same seed gives the same files, another seed gives others', () => {
  const files = JSON.stringify(workspaceFiles(plan));
  expect(JSON.stringify(workspaceFiles(planWorkspace(parameters)))).toBe(files);
  expect(JSON.stringify(workspaceFiles(planWorkspace({ ...parameters, seed: 8 })))).not.toBe(files);
});

test('everyone uses the library, and no one uses the leaf', () => {
  expect(usersOf(plan, plan.library)).toHaveLength(40);
  expect(usersOf(plan, plan.leaf)).toEqual([plan.leaf]);
});

test('no project uses itself, or one that comes after it', () => {
  const order = new Map(plan.projects.map(({ name }, index) => [name, index]));
  for (const { name, dependencies } of plan.projects) {
    for (const used of dependencies) expect(order.get(used)).toBeLessThan(order.get(name));
  }
});

test('chains make indirect dependencies', () => {
  const { dependencies } = plan.projects[5];
  expect(dependenciesOf(plan, 'pkg-0005').length).toBeGreaterThan(dependencies.length);
});

test.each([5, 10])('%d Python files in each project', (filesPerProject) => {
  const files = Object.keys(workspaceFiles({ ...plan, filesPerProject }));
  expect(files.filter((path) => path.endsWith('.py'))).toHaveLength(40 * filesPerProject);
});
