import type { ProjectGraph } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { SignalError } from '../errors.js';
import type { TaskName } from '../nx-internal.js';
import { resolveTask, taskId } from './resolve-task.js';

const nodes = {
  models: {
    data: {
      targets: {
        test: {},
        'test:unit': {},
        build: { configurations: { ci: {}, dev: {} }, defaultConfiguration: 'dev' },
      },
    },
  },
  'models:extra': { data: { targets: { lint: {} } } },
} as unknown as ProjectGraph['nodes'];

describe('an id means', () => {
  const rows: [id: string, name: TaskName, written?: string][] = [
    ['models:test', { project: 'models', target: 'test' }],
    ['models:test:unit', { project: 'models', target: 'test:unit' }],
    ['models:build:ci', { project: 'models', target: 'build', configuration: 'ci' }],
    [
      'models:build',
      { project: 'models', target: 'build', configuration: 'dev' },
      'models:build:dev',
    ],
    ['models:extra:lint', { project: 'models:extra', target: 'lint' }],
  ];
  it.each(rows)('%s', (id, name, written = id) => {
    expect(resolveTask(nodes, id)).toEqual({ configuration: undefined, ...name });
    expect(taskId(resolveTask(nodes, id))).toBe(written);
  });
});

describe('an id without a task', () => {
  const rows: [id: string, hint: string][] = [
    ['models:tset:unit', 'did you mean models:test:unit?'],
    ['models:buidl', 'did you mean models:build?'],
    ['something entirely else', 'name a task as project:target'],
    ['', 'name a task as project:target'],
  ];
  it.each(rows)('%s', (id, hint) => {
    const attempt = () => resolveTask(nodes, id);
    expect(attempt).toThrow(SignalError);
    try {
      attempt();
    } catch (error) {
      expect(error).toMatchObject({ code: 'TASK_UNKNOWN' });
      expect((error as SignalError).hint).toContain(hint);
    }
  });
});
