import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { ToolOptions, ToolTask } from '../tools/tool-task.js';
import type { TaskContext } from './read-tasks.js';
import { refuseUnhashedArguments } from './unhashed-arguments.js';

const files = {
  'conf/ruff.toml': '',
  'conf/[x].toml': '',
  'conf/args.txt': '--config\nconf/ruff.toml\n',
  'libs/a/own.toml': '',
  'other/ruff.toml': '',
};
const kinds: Record<string, ToolOptions> = {
  lint: { kind: 'lint', environment: '.' },
  test: { kind: 'test', environment: '.', paths: [], report: 'dist' },
};

function refusal(kind: string, args: string[], inputs: string[] = [], cache = true): string {
  const root = temporaryFolder(files);
  const target: TargetConfiguration = { cache, inputs: ['{projectRoot}/**/*', ...inputs] };
  const projects: Record<string, ProjectConfiguration> = { a: { root: 'libs/a' } };
  const context = { root, projectsConfigurations: { version: 2, projects } } as TaskContext;
  const absolute = args.map((argument) => argument.replace('{root}', root));
  const options = { ...kinds[kind], args: absolute } as ToolOptions;
  const task: ToolTask = { id: 'a:t', project: 'libs/a', nested: [], options };
  try {
    refuseUnhashedArguments(task, { id: 'a:t', project: 'a', target: 't' }, target, context);
    return '';
  } catch (error) {
    return String(error);
  }
}

describe('arguments that the graph has not seen', () => {
  const rows: [kind: string, args: string[], inputs: string[], named: string][] = [
    ['lint', ['--config', 'conf/ruff.toml'], [], 'conf/ruff.toml, which is not an input'],
    ['lint', ['--config=conf/ruff.toml'], [], 'conf/ruff.toml'],
    ['lint', ['--config', 'conf/[x].toml'], [], 'conf/[x].toml'],
    ['lint', ['@conf/args.txt'], ['{workspaceRoot}/conf/args.txt'], 'conf/ruff.toml'],
    ['test', ['-c../../conf/ruff.toml'], [], '../../conf/ruff.toml'],
    ['test', ['../../other'], [], '../../other'],
    ['lint', ['--config', import.meta.filename], [], 'outside the workspace'],
    ['lint', ['--config', 'conf/ruff.toml'], ['{workspaceRoot}/conf/ruff.toml'], ''],
    ['test', ['../../other'], ['{workspaceRoot}/other/**/*'], ''],
    ['lint', ['--config', 'libs/a/own.toml', '{root}/libs/a/own.toml'], [], ''],
    ['lint', ['--config', 'conf/gone.toml', '--exclude', '/tmp', '-k', 'other'], [], ''],
    ['test', ['-c', 'own.toml', '--basetemp=/tmp', '-p', 'other'], [], ''],
  ];
  it.each(rows)('%s %j %j: %j', (kind, args, inputs, named) => {
    if (named === '') expect(refusal(kind, args, inputs)).toBe('');
    else expect(refusal(kind, args, inputs)).toContain(named);
  });

  it('may be anything where no result is stored', () => {
    expect(refusal('lint', ['--config', 'conf/ruff.toml'], [], false)).toBe('');
  });
});
