import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToolOptions, ToolTask } from '../tools/tool-task.js';
import { type BatchTask, groupTasks } from './group-tasks.js';

function optionsOf(kind: string, extra: object): ToolOptions {
  const common = { environment: '.', ...extra };
  if (kind === 'typecheck') {
    return { kind, tool: 'mypy', paths: ['src'], ...common } as ToolOptions;
  }
  if (kind === 'test') return { kind, paths: ['tests'], report: 'dist/x', ...common };
  return { kind: 'lint', ...common };
}

function entry(id: string, extra: object = {}, after: string[] = [], config?: string): BatchTask {
  const [project = '', kind = ''] = id.split(':');
  const task: ToolTask = { id, project, nested: [], config, options: optionsOf(kind, extra) };
  return { task, after };
}

function idsOf(batch: BatchTask[]): string[][] {
  return groupTasks(batch).map(({ tasks }) => tasks.map(({ id }) => id));
}

describe('tasks are grouped', () => {
  it('by tool, what is done at once first, then what takes longest', () => {
    const batch = ['a:lint', 'a:test', 'a:typecheck', 'b:lint', 'b:test', 'b:typecheck'];
    expect(idsOf(batch.map((id) => entry(id)))).toEqual([
      ['a:lint', 'b:lint'],
      ['a:typecheck', 'b:typecheck'],
      ['a:test', 'b:test'],
    ]);
  });

  it.each(['ty', 'pyrefly', 'pyright', 'basedpyright'] as const)('by type checker: %s', (tool) => {
    const batch = [
      entry('a:typecheck', { tool }),
      entry('b:typecheck'),
      entry('c:typecheck', { tool }),
      entry('d:typecheck', { tool }, [], 'd/settings'),
      entry('e:typecheck', { tool, args: ['--warnings'] }),
      entry('f:typecheck', { tool, args: ['--warnings'] }),
      entry('g:typecheck', { tool, timeout: 5 }),
    ];
    const groups = groupTasks(batch);
    expect(groups.map(({ tasks }) => tasks.map(({ project }) => project))).toEqual([
      ['b'],
      ['a', 'c'],
      ['d'],
      ['e'],
      ['f'],
      ['g'],
    ]);
    expect(groups.map(({ kind }) => kind)).toEqual(['mypy', ...Array(5).fill(tool)]);
  });

  it.each([
    ['environments', entry('b:test', { environment: 'libs/b' })],
    ['ruff arguments', entry('b:lint', { args: ['--preview'] })],
    ['mypy arguments', entry('b:typecheck', { args: ['--strict'] })],
    ['mypy configurations', entry('b:typecheck', {}, [], 'b/mypy.ini')],
    ['levels of waiting', entry('b:lint', {}, ['a:lint'])],
  ])('apart for different %s', (_what, other) => {
    const first = entry(`a:${other.task.id.slice(2)}`);
    expect(idsOf([first, other])).toHaveLength(2);
  });

  it.each(['lint', 'typecheck', 'test'])('apart for declared variables that steer: %s', (kind) => {
    const groups = (variables: string[]) => {
      const { task, after } = entry(`b:${kind}`);
      return idsOf([entry(`a:${kind}`), { task: { ...task, variables }, after }]).length;
    };
    expect(groups(['DATABASE_URL'])).toBe(1);
    // Each run of pytest gets variables of its own.
    expect(groups(['PYTHONHASHSEED'])).toBe(kind === 'test' ? 1 : 2);
  });

  it('so that a group waits for those of what its tasks wait for', () => {
    const chain = (project: string) => [
      entry(`${project}:lint`),
      entry(`${project}:typecheck`, {}, [`${project}:lint`]),
      entry(`${project}:test`, {}, [`${project}:typecheck`]),
    ];
    const groups = groupTasks([...chain('a'), ...chain('b')]);
    const byKind = new Map(groups.map((group) => [group.kind, group]));
    expect(byKind.get('mypy')?.after).toEqual([byKind.get('ruff')?.id]);
    expect(byKind.get('pytest')?.after).toEqual([byKind.get('mypy')?.id]);
  });
});

it('puts every task into one group, and lets no groups wait in a circle', () => {
  const kinds = fc.constantFrom('lint', 'typecheck', 'test');
  const projects = fc.nat(5);
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(projects, kinds), { selector: String }),
      fc.nat(),
      (pairs, seed) => {
        const ids = pairs.map(([project, kind]) => `p${project}:${kind}`);
        // Only earlier tasks are waited for, so the tasks themselves make no circle.
        const batch = ids.map((id, index) =>
          entry(
            id,
            {},
            ids.slice(0, index).filter((_, at) => (seed + at) % 3 === 0),
          ),
        );
        const groups = groupTasks(batch);
        expect(groups.flatMap(({ tasks }) => tasks.map(({ id }) => id)).sort()).toEqual(
          [...ids].sort(),
        );
        const done = new Set<string>();
        for (let round = 0; round < groups.length; round += 1) {
          for (const { id, after } of groups)
            if (after.every((before) => done.has(before))) done.add(id);
        }
        expect(done.size).toBe(groups.length);
      },
    ),
  );
});
