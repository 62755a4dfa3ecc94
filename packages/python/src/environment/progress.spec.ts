import { expect, it } from 'vitest';
import type { Plan } from './plan-environment.js';
import { reasonOf, sayProgress } from './progress.js';
import type { Stamp } from './stamp.js';

const stamp: Stamp = {
  version: 4,
  selection: { packages: ['a'], groups: [], extras: [] },
  pending: [],
  files: { 'uv.lock': '1', 'a/pyproject.toml': '1' },
  locked: {},
  sources: {},
  local: [],
  interpreter: '',
  installed: 1,
};

const planOf = (before: Stamp | undefined, now: Partial<Stamp> = {}, rebuild: string[] = []) =>
  ({ before, now: { ...stamp, ...now }, need: { sync: true, rebuild } }) as unknown as Plan;

const rows: [reason: string, plan: Plan, isNew: boolean][] = [
  ['it does not exist yet', planOf(undefined), true],
  ['it was not created here', planOf(undefined), false],
  ['uv.lock changed', planOf({ ...stamp, files: { 'uv.lock': '0' } }), false],
  [
    'a/pyproject.toml changed',
    planOf({ ...stamp, files: { ...stamp.files, 'a/pyproject.toml': '0' } }),
    false,
  ],
  [
    'b, c, d and 1 more are not in it yet',
    planOf(stamp, { selection: { ...stamp.selection, packages: ['a', 'b', 'c', 'd', 'e'] } }),
    false,
  ],
  ['packages were installed or removed by hand', planOf({ ...stamp, installed: 0 }), false],
  ['native must be rebuilt', planOf(stamp, {}, ['native']), false],
  ['options ask for more packages', planOf({ ...stamp, selection: { ...stamp.selection } }), false],
];
it.each(rows)('%s', (reason, plan, isNew) => {
  expect(reasonOf(plan, isNew)).toBe(reason);
});

it('one line says what is made and why', () => {
  const lines: string[] = [];
  const progress = sayProgress({ workspaceRoot: '/w' }, (line) => lines.push(line));
  const said = progress('/w/.venv', planOf(undefined), true);
  said.heard('Downloading torch (700MiB)\n');
  said.end();
  expect(lines).toEqual(['Making the environment .venv for a: it does not exist yet.']);
});
