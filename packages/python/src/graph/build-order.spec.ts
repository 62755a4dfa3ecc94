import { describe, expect, it } from 'vitest';
import { graphOf, type Texts } from '../testing/workspace.js';
import { buildOrder } from './build-order.js';

const system = '[build-system]\nrequires = []\nbuild-backend = "hatchling.build"\n';

interface Made {
  needs?: string[];
  dev?: string[];
  extra?: string[];
  requires?: string[];
  unbuilt?: boolean;
}

const list = (names: string[] = []) => `[${names.map((name) => `"${name}"`).join(', ')}]`;

function workspace(projects: Record<string, Made>): Texts {
  const texts: Texts = { 'pyproject.toml': '[tool.uv.workspace]\nmembers = ["libs/*"]\n' };
  for (const [name, made] of Object.entries(projects)) {
    texts[`libs/${name}/pyproject.toml`] = [
      `[project]\nname = "${name}"\ndependencies = ${list(made.needs)}`,
      `optional-dependencies.x = ${list(made.extra)}`,
      `[dependency-groups]\ndev = ${list(made.dev)}`,
      made.unbuilt ? '' : system.replace('[]', list(made.requires)),
    ].join('\n');
  }
  return texts;
}

/** What is built before a project, what its build reads, and what it is shipped with. */
function orderOf(projects: Record<string, Made>, name: string) {
  const order = buildOrder(graphOf(workspace(projects))).get(`libs/${name}`);
  const names = (found: readonly { name: string }[] = []) => found.map((facts) => facts.name);
  return {
    before: names(order?.before),
    required: names(order?.required),
    shipped: names(order?.shipped),
  };
}

describe('projects are built in the order of what they ship', () => {
  const none = { before: [], required: [], shipped: [] };
  const rows: [title: string, projects: Record<string, Made>, order: object][] = [
    [
      'those that they need directly; the rest follows',
      { app: { needs: ['mid'] }, mid: { needs: ['low'] }, low: {} },
      { ...none, before: ['mid'], shipped: ['low', 'mid'] },
    ],
    [
      'past those that have no build',
      { app: { needs: ['mid'] }, mid: { needs: ['low'], unbuilt: true }, low: {} },
      { ...none, before: ['low'], shipped: ['low', 'mid'] },
    ],
    ['not those of groups', { app: { dev: ['low'] }, low: {} }, none],
    ['not those of extras', { app: { extra: ['low'] }, low: {} }, none],
    [
      'not in a circle, of which all are shipped',
      { app: { needs: ['mid'] }, mid: { needs: ['app'] } },
      { ...none, shipped: ['mid'] },
    ],
    [
      'a circle that tests close is none',
      { app: { needs: ['low'] }, low: { dev: ['app'] } },
      { ...none, before: ['low'], shipped: ['low'] },
    ],
    [
      'what a build requires is built before, and read with all that it needs',
      { app: { requires: ['plugin>=1'] }, plugin: { needs: ['low'] }, low: {} },
      { before: ['plugin'], required: ['low', 'plugin'], shipped: [] },
    ],
  ];
  it.each(rows)('%s', (_title, projects, order) => {
    expect(orderOf(projects, 'app')).toEqual(order);
  });
});
