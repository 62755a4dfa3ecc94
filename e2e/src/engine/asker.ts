import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { isAlive, until } from '../harness/processes.js';
import type { Workspace } from '../harness/workspace.js';

/** What `now --json` prints, as far as it is looked at here. */
export interface Verdict {
  version: number;
  verdict: string;
  tasks: { id: string; status: string; source: string; hash: string; text: string | null }[];
  findings: { task: string; file: string; line: number | null; code: string | null }[];
}

/** Where each result is from, by task. */
export function sourcesOf({ tasks }: Verdict): Record<string, string> {
  return Object.fromEntries(tasks.map(({ id, source }) => [id, source]));
}

/** Asks for verdicts in a workspace, with or without an engine. */
export class Asker {
  readonly workspace: Workspace;
  readonly #folder = mkdtempSync(join(tmpdir(), 'nx-signal-run-'));
  readonly #hasEngine: boolean;
  #count = 0;

  constructor(workspace: Workspace, hasEngine = false) {
    this.workspace = workspace;
    this.#hasEngine = hasEngine;
  }

  /** Starts `nx-signal`, or the program that is named; its channels are kept apart. */
  start(args: readonly string[], env: Record<string, string> = {}, program?: 'nx-signal-now') {
    const { root } = this.workspace;
    const own = program ? '/bin/sh' : process.execPath;
    return execa(own, [join(root, 'node_modules/.bin', program ?? 'nx-signal'), ...args], {
      cwd: root,
      env: this.workspace.variables({ env: { ...env, ...this.variables() } }),
      reject: false,
      stdin: 'ignore',
    });
  }

  /** The folder in which the folder with the engine's socket is. */
  get folder(): string {
    return this.#folder;
  }

  /** What has a program find the engine, or do without one. */
  variables(env: Record<string, string> = {}): Record<string, string> {
    return { XDG_RUNTIME_DIR: this.#folder, NX_SIGNAL_ENGINE: String(this.#hasEngine), ...env };
  }

  /** The verdict, and what was said beside it: by both programs in turn where there is an engine. */
  async ask(
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<Verdict & { said: string }> {
    this.#count += 1;
    const { stdout, stderr, shortMessage } = await (this.#hasEngine && this.#count % 2 === 0
      ? this.start(['--json', ...args], env, 'nx-signal-now')
      : this.start(['now', '--json', ...args], env));
    if (!stdout) throw new Error(`no verdict: ${shortMessage} ${String(stderr)}`);
    return { ...(JSON.parse(String(stdout)) as Verdict), said: String(stderr) };
  }

  /** Lines of the engine's log. */
  get log(): string[] {
    const file = '.nx/workspace-data/nx-signal/engine.log';
    return this.workspace.has(file) ? this.workspace.read(file).trim().split('\n') : [];
  }

  /** The process of the engine that listens, once there is one: one that was killed has written nothing about it. */
  async engine(): Promise<number> {
    return await until(() => {
      const line = this.log.findLast((one) => /listens|ends/.test(one));
      const engine = Number(line?.match(/ (\d+) listens/)?.[1]);
      return isAlive(engine) ? engine : undefined;
    }, 'an engine listens');
  }

  /** Ends the engine and removes what it leaves. */
  end(): void {
    // One that is only starting writes to the workspace, too.
    const ids = new Set(this.log.flatMap((line) => line.match(/ (\d+) starts/)?.[1] ?? []));
    for (const id of ids) {
      try {
        process.kill(Number(id), 'SIGKILL');
      } catch {
        // It has ended.
      }
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Ends the engine, and removes the workspace. */
  async dispose(): Promise<void> {
    this.end();
    await this.workspace.dispose();
  }

  /** Has Nx read all files again, too: it believes their times. */
  forgetTimes(): void {
    const folder = '.nx/workspace-data';
    if (!this.workspace.has(folder)) return;
    for (const name of readdirSync(join(this.workspace.root, folder)))
      if (/^nx_files.*\.nxt$/.test(name)) this.workspace.remove(`${folder}/${name}`);
  }
}
