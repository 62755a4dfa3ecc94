import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import type { TaskContext } from './read-tasks.js';
import { foresee, rehearse } from './rehearse.js';

const manifest = `[project]
name = "a"
version = "1"

[dependency-groups]
dev = ["mypy", "pytest", "ruff"]
`;

const lock = `version = 1
requires-python = ">=3.10"

[[package]]
name = "a"
version = "1"
source = { editable = "." }
`;

function targetsOf(environment: string, paths: unknown): ProjectConfiguration['targets'] {
  const target = (options: object) => ({
    executor: '@nx-signal/python:check',
    options: { environment, ...options },
  });
  return {
    lint: target({ kind: 'lint' }),
    typecheck: target({ kind: 'typecheck', tool: 'mypy', paths: ['src'] }),
    'test:unit': target({ kind: 'test', paths, report: 'dist/reports/a' }),
    signal: { executor: 'nx:noop' },
  };
}

function contextOf(root: string, targets: ProjectConfiguration['targets']): TaskContext {
  const projects: Record<string, ProjectConfiguration> = {
    web: { root: 'web', targets: { lint: { executor: 'nx:run-commands' } } },
    a: { root: '.', targets: targets ?? {} },
  };
  return {
    root,
    projectsConfigurations: { version: 2, projects },
    nxJsonConfiguration: { plugins: ['@nx-signal/python'] },
  };
}

/** Every file and folder with its time and text. */
function stateOf(folder: string): unknown[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return [path, statSync(path).mtimeMs, entry.isFile() ? readFileSync(path, 'utf8') : ''];
  });
}

const workspace = () =>
  temporaryFolder({
    'pyproject.toml': manifest,
    'uv.lock': lock,
    'src/a/__init__.py': '',
    'tests/test_a.py': 'def test_a() -> None: ...\n',
  });

describe('a rehearsal', () => {
  it.each([
    ['of a project', '.', ['tests']],
    ['of one whose environment nobody here makes', 'elsewhere', ['tests']],
    ['of wrong options', '.', 7],
  ])('%s changes nothing', async (_what, environment, paths) => {
    const root = workspace();
    const before = stateOf(root);
    let questions = 0;
    await rehearse(contextOf(root, targetsOf(environment, paths)), () => {
      questions += 1;
      return false;
    });
    expect(stateOf(root)).toEqual(before);
    // It came to each of the tasks.
    expect(questions).toBeGreaterThan(3);
  });

  it('ends when the batch has come', async () => {
    const root = workspace();
    let questions = 0;
    await rehearse(contextOf(root, targetsOf('.', ['tests'])), () => {
      questions += 1;
      return true;
    });
    expect(questions).toBe(1);
  });

  it('is of nothing where nothing is done in batches', async () => {
    let questions = 0;
    await rehearse(contextOf(workspace(), {}), () => {
      questions += 1;
      return false;
    });
    expect(questions).toBe(0);
  });
});

describe('what tasks will need', () => {
  it.each([
    ['of a project', '.', ['a:lint', 'a:typecheck', 'a:test:unit', 'web:lint', 'gone:lint']],
    ['of one whose environment nobody here makes', 'elsewhere', ['a:lint', 'a:typecheck']],
    ['of no tasks', '.', []],
  ])('%s is read, and nothing changes', async (_what, environment, ids) => {
    const root = workspace();
    const before = stateOf(root);
    await foresee(contextOf(root, targetsOf(environment, ['tests'])), ids);
    expect(stateOf(root)).toEqual(before);
  });
});
