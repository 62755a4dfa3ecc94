import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type {
  Change,
  Effect,
  ReadsCase,
  ReadsTable,
} from '../../../packages/python/src/testing/reads-case.js';
import type { NxRun } from '../harness/nx-run.js';
import { createPythonWorkspace, rootManifest } from '../harness/python-workspace.js';
import type { Workspace } from '../harness/workspace.js';

/** Rows by the project that they are about. */
function byProject(rows: readonly ReadsCase[]): [project: string, rows: ReadsCase[]][] {
  const projects = [...new Set(rows.map(({ of }) => of))];
  return projects.map((project) => [project, rows.filter(({ of }) => of === project)]);
}

/** Makes each change of a tool's table in a workspace of its own, and looks whether it is a miss. */
export function describeReads(tool: string, table: ReadsTable): void {
  describe(`what ${tool} reads`, () => {
    const around = mkdtempSync(join(tmpdir(), 'nx-signal-around-'));
    const home = join(around, 'home');
    const above = join(around, 'above');
    let workspace: Workspace;
    let first: Pick<NxRun, 'tasks' | 'output'>;
    /** Makes {@link home} the user's own folder, without what uv keeps in the real one. */
    let account: Record<string, string>;

    beforeAll(async () => {
      for (const folder of [home, above]) mkdirSync(folder);
      const { stdout: cache } = await execa('uv', ['cache', 'dir']);
      const pythons = join(homedir(), '.local', 'share', 'uv', 'python');
      account = {
        HOME: home,
        XDG_CONFIG_HOME: join(home, '.config'),
        UV_CACHE_DIR: cache,
        UV_PYTHON_INSTALL_DIR: process.env['UV_PYTHON_INSTALL_DIR'] ?? pythons,
      };
      workspace = await createPythonWorkspace({
        inside: above,
        projects: table.projects,
        files: { ...table.files, 'pyproject.toml': rootManifest('', table.requirements) },
      });
      const { tasks, output } = await run(Object.keys(table.projects));
      first = { tasks, output };
    });
    afterEach(() => workspace.reset());
    afterAll(async () => {
      await workspace.dispose();
      rmSync(around, { recursive: true, force: true });
    });

    const run = (projects: string[], args: string[] = [], env: Record<string, string> = {}) =>
      workspace.nx(
        ['run-many', `--targets=${table.target}`, `--projects=${projects.join(',')}`, ...args],
        { env },
      );

    /** Makes a change. Returns the variables that belong to it, and a way to take back what git does not know. */
    function make(change: Change): { env: Record<string, string>; undo: () => void } {
      const put = (folder: string, file: string, text: string) => {
        const path = join(folder, file);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        return { env: {}, undo: () => rmSync(path) };
      };
      const nothing = { env: {}, undo: () => {} };
      if ('account' in change) return { ...put(home, change.account, change.text), env: account };
      if ('above' in change) return put(above, change.above, change.text);
      if ('variable' in change) {
        const value = change.value.replace('{workspace}', workspace.root);
        return { ...nothing, env: { [change.variable]: value } };
      }
      if ('write' in change) workspace.write(change.write, change.text);
      else if ('append' in change) workspace.append(change.append, change.text);
      else workspace.remove(change.remove);
      return nothing;
    }

    const of = (effect: Effect) => table.cases.filter((row) => row.effect === effect);

    /** Runs a task under some changes, and tells whether it was replayed. */
    async function isReplayed(project: string, env: Record<string, string>): Promise<boolean> {
      const { tasks, output } = await run([project], [], env);
      expect(tasks[taskOf(project)], output).toBeDefined();
      return tasks[taskOf(project)] === 'cached';
    }

    /** What was replayed has to be what a run gives. */
    async function expectGreen(project: string, env: Record<string, string>): Promise<void> {
      const { exitCode, output } = await run([project], ['--skip-nx-cache'], env);
      expect(exitCode, output).toBe(0);
    }

    const taskOf = (project: string) => `${project}:${table.target}`;
    const expectBegun = (project: string) =>
      expect(first.tasks[taskOf(project)], first.output).toBe('ran');

    it.each(of('miss'))('a miss by $title ($of)', async ({ by, of: project }) => {
      expectBegun(project);
      make(by);
      expect(await isReplayed(project, {})).toBe(false);
    });

    it.each(of('either'))('a miss or nothing by $title ($of)', async ({ by, of: project }) => {
      expectBegun(project);
      const { env } = make(by);
      if (await isReplayed(project, env)) await expectGreen(project, env);
    });

    // All at once: what has no effect has none together, and each run of Nx takes its time.
    it.each(byProject(of('no effect')))('nothing in %s by all else', async (project, rows) => {
      expectBegun(project);
      const made = rows.map(({ by }) => make(by));
      try {
        const env = Object.assign({}, ...made.map((one) => one.env)) as Record<string, string>;
        const titles = rows.map(({ title }) => title).join(', ');
        expect(await isReplayed(project, env), `${project} is replayed after ${titles}`).toBe(true);
        await expectGreen(project, env);
      } finally {
        for (const { undo } of made) undo();
      }
    });
  });
}
