import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectGraph, TargetConfiguration, Task, TaskGraph } from '@nx/devkit';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { lookAround, surroundingsOf } from './surroundings.js';

const target: TargetConfiguration = {
  executor: '@nx-signal/python:check',
  inputs: [
    'default',
    { runtime: 'echo one' },
    { env: 'COLOUR' },
    { fileset: '{projectRoot}/**/*' },
  ],
};

function tasksOf(one: TargetConfiguration, more: Partial<Task> = {}, namedInputs = {}) {
  const task = { id: 'a:lint', target: { project: 'a', target: 'lint' }, cache: true, ...more };
  const data = { root: 'libs/a', targets: { lint: one }, namedInputs };
  const graph = { nodes: { a: { name: 'a', type: 'lib', data } }, dependencies: {} };
  const tasks = { tasks: { 'a:lint': task } };
  return [graph as unknown as ProjectGraph, tasks as unknown as TaskGraph] as const;
}

describe('what hashes depend on', () => {
  it('beside files is where variables are read from, commands, and variables', () => {
    const named = { more: [{ runtime: 'echo two' }] };
    expect(surroundingsOf(...tasksOf(target, {}, named), { namedInputs: named })).toEqual({
      folders: ['.', 'libs/a'],
      commands: ['echo one', 'echo two'],
      variables: ['COLOUR'],
    });
  });

  it.each<[string, Parameters<typeof tasksOf>]>([
    ['a task that is never replayed', [target, { cache: false }]],
    ['a server', [target, { continuous: true }]],
    ['an executor with a hasher of its own', [{ ...target, executor: '@nx/other:lint' }]],
    [
      'files that git ignores',
      [{ ...target, inputs: [{ fileset: '{projectRoot}/x', includeIgnored: true } as never] }],
    ],
    ['an input that is not known', [{ ...target, inputs: [{ magic: 'moon' } as never] }]],
    ['a named input that is not', [target, {}, { other: [{ magic: 'moon' }] }]],
  ])('cannot be told of %s', (_, given) => {
    expect(surroundingsOf(...tasksOf(...given), {})).toBeUndefined();
  });

  it('can be told of a target that only stands for others', () => {
    const aggregate = tasksOf({ executor: 'nx:noop' }, { cache: false });
    const none = { commands: [], variables: [] };
    expect(surroundingsOf(...aggregate, {})).toEqual({ folders: ['.', 'libs/a'], ...none });
  });
});

describe('what is found there', () => {
  const folders = ['.', 'a'];
  const look = (root: string, ...commands: string[]) => lookAround(root, { folders, commands });

  it('is the same as long as nothing is another', async () => {
    const root = temporaryFolder({ 'a/x.py': '' });
    const first = await look(root, 'cat a/x.py', 'exit 3', 'echo "it\'s"');
    expect(first).toContain("it's");
    expect(await look(root, 'cat a/x.py', 'exit 3', 'echo "it\'s"')).toBe(first);
  });

  it.each([
    ['.env', 'A=1'],
    ['a/.env.local', 'A=1'],
    ['a/.lint.env', 'A=1'],
    ['package-lock.json', '{}'],
    ['a/x.py', 'what a command prints'],
  ])('is another with a file %s', async (file, text) => {
    const root = temporaryFolder({ 'a/x.py': '' });
    const before = await look(root, 'cat a/x.py');
    writeFileSync(join(root, file), text);
    expect(await look(root, 'cat a/x.py')).not.toBe(before);
  });

  it('tells how each command ended, and lets none end the others', async () => {
    const root = temporaryFolder({ 'a/x.py': '', 'a/y': '' });
    const commands = ['cd a && test -e y', 'exit 0', 'pwd'];
    const before = await look(root, ...commands);
    expect(before).toContain(root);
    rmSync(join(root, 'a/y'));
    expect(await look(root, ...commands)).not.toBe(before);
  });

  it('goes by variables', async () => {
    const root = temporaryFolder({ 'a/x.py': '' });
    const before = await look(root, 'echo "$COLOUR"');
    vi.stubEnv('COLOUR', 'red');
    expect(await look(root, 'echo "$COLOUR"')).not.toBe(before);
    vi.unstubAllEnvs();
  });

  it('is not known where a folder is gone', async () => {
    expect(await look(temporaryFolder({ file: '' }))).toBeUndefined();
  });
});
