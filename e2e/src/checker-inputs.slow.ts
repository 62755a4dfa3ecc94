import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkers } from './equivalence/checkers.js';
import { createPythonWorkspace, rootManifest } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const targets = ['lint', 'typecheck', 'test:unit'];
const projects = ['core', 'app', 'other'];
const types = projects.map((project) => `${project}:typecheck`);
const of = (project: string) => targets.map((target) => `${project}:${target}`);

/** Brings the lock up to date with another version of a package. */
async function lockAt(workspace: Workspace, requirement: string): Promise<void> {
  const args = ['lock', '--quiet', '--upgrade-package', requirement];
  const { exitCode, output } = await workspace.run('uv', args);
  expect(exitCode, output).toBe(0);
}

describe.each(Object.entries(checkers))('what a change runs with %s', (name, texts) => {
  const { requirement, settings, file, lax } = texts;
  const stubs = name.endsWith('pyright') ? 'typings' : 'stubs';
  let workspace: Workspace;

  beforeAll(async () => {
    const searched: Record<string, string> = {
      ty: '\n[tool.ty.environment]\nextra-paths = ["stubs"]\n',
      pyrefly: '\n[tool.pyrefly]\nsearch-path = ["stubs"]\n',
    };
    workspace = await createPythonWorkspace({
      projects: {
        core: {},
        app: { dependencies: ['core'], files: { 'src/app/main.py': 'import core\n' } },
        other: {
          files: {
            'src/other/stubbed.py':
              'import legacy  # pyright: ignore[reportMissingModuleSource]\n\nVALUE: int = legacy.VALUE\n',
          },
        },
      },
      files: {
        'pyproject.toml': rootManifest(
          ['[tool.ruff]\nlint.ignore = ["F401"]\n', settings, searched[name] ?? ''].join('\n'),
          [name, 'pytest==9.2.0', 'ruff==0.17.6'],
        ),
        [`${stubs}/legacy.pyi`]: 'VALUE: int\n',
      },
    });
    await lockAt(workspace, requirement.replace('==', '<'));
    await workspace.commit('older');
    expect(await ran()).toEqual(projects.flatMap(of).sort());
  });
  afterAll(() => workspace.dispose());

  /** The tasks that were not replayed; all of them succeed unless others are named. */
  async function ran(...failing: string[]): Promise<string[]> {
    const { tasks, output } = await workspace.nx(['run-many', '-t', ...targets]);
    const failed = Object.keys(tasks).filter((id) => tasks[id] === 'failed');
    expect(failed.sort(), output).toEqual(failing);
    return Object.keys(tasks)
      .filter((id) => tasks[id] !== 'cached')
      .sort();
  }

  it('nothing, while nothing changes, or what others read', async () => {
    expect(await ran()).toEqual([]);
    workspace.append('pyproject.toml', '\n[tool.others]\nx = 1\n');
    expect(await ran()).toEqual([]);
  });

  it('the types of all, when its section at the root changes', async () => {
    workspace.replace('pyproject.toml', settings.trimEnd(), `${settings.trimEnd()}\n# A remark.`);
    expect(await ran()).toEqual([]);
    workspace.replace('pyproject.toml', '"warn', '"error" # "warn');
    expect(await ran()).toEqual([...types].sort());
    await workspace.git('add', '--all');
    const { tasks, output } = await workspace.nx(['affected', '-t', 'typecheck']);
    expect(Object.keys(tasks).sort(), output).toEqual([...types].sort());
  });

  it('a project, when settings of its own appear, and its types alone when theirs above change', async () => {
    workspace.write(`libs/core/${file}`, lax);
    expect(await ran()).toEqual([...of('core'), 'app:typecheck', 'app:test:unit'].sort());
    const silent = stubs === 'typings' ? '"none"' : '"ignore"';
    workspace.replace('pyproject.toml', '"error"', silent);
    const others = ['app:typecheck', 'other:typecheck'];
    expect(await ran()).toEqual(name === 'pyrefly' ? [...types].sort() : others);
  });

  it('the types of all, when a stub beside the projects changes', async () => {
    workspace.write(`${stubs}/legacy.pyi`, 'VALUE: str\n');
    const changed = await ran('other:typecheck');
    expect(changed).toContain('other:typecheck');
    expect(changed.every((id) => types.includes(id))).toBe(true);
    workspace.write(`${stubs}/legacy.pyi`, 'VALUE: int\n');
    expect(await ran()).toEqual([]);
  });

  it('the types of all, and no test, when its version in the lock changes', async () => {
    await lockAt(workspace, requirement);
    expect(await ran()).toEqual([...types].sort());
    expect(await ran()).toEqual([]);
  });
});
