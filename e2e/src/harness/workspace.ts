import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { type NxRun, parseTasks } from './nx-run.js';
import { installedAt, type NxLine } from './packages.js';
import { repository } from './paths.js';

/** How a workspace is made. */
export interface WorkspaceOptions {
  /** Files by path, relative to the root. */
  files?: Record<string, string>;
  /** Start from examples/shop. */
  shop?: boolean;
  /** Leave out Nx and the plugin. */
  bare?: boolean;
  nx?: NxLine;
  /** Have Nx keep plugins in processes of their own, as users have it: a second more for every run. */
  isolated?: boolean;
  /** The folder to make it in. Default: the system's for temporary files. */
  inside?: string;
  /** The node executable that Nx runs on. Default: the one that runs the tests. */
  node?: string;
}

/** How one run of the CLI is made. */
export interface RunOptions {
  env?: Record<string, string>;
  /** The node executable. Default: that of the workspace. */
  node?: string;
  /** Keep Nx's daemon out of it. Default: true. */
  daemon?: boolean;
}

/** A git repository with a real Nx workspace in it. */
export class Workspace {
  readonly root: string;
  private readonly isolated: boolean;
  private readonly node: string;

  private constructor(root: string, isolated = false, node = process.execPath) {
    this.root = root;
    this.isolated = isolated;
    this.node = node;
  }

  /** A workspace that something else has made; it runs as its users have it. */
  static open(root: string): Workspace {
    return new Workspace(root, true);
  }

  /** Makes a workspace in a new temporary folder, with everything committed. */
  static async create(options: WorkspaceOptions): Promise<Workspace> {
    const root = mkdtempSync(join(options.inside ?? tmpdir(), 'nx-signal-e2e-'));
    const workspace = new Workspace(root, options.isolated, options.node);
    if (options.shop) {
      const skipped =
        /(^|\/)(\.venv|\.nx|node_modules|__pycache__|\.mypy_cache|\.ruff_cache|\.pytest_cache|dist)(\/|$)/;
      const shop = join(repository, 'examples', 'shop');
      cpSync(shop, workspace.root, {
        recursive: true,
        filter: (source) => !skipped.test(source.slice(shop.length)),
      });
    }
    for (const [file, text] of Object.entries(options.files ?? {})) workspace.write(file, text);
    const modules = join(installedAt(options.nx ?? 'current'), 'node_modules');
    if (!options.bare) symlinkSync(modules, join(workspace.root, 'node_modules'), 'dir');
    await workspace.git('init', '--quiet', '--initial-branch=main');
    await workspace.commit('start');
    return workspace;
  }

  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file: string, text: string): void {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    // What is installed is linked to uv's cache and to other workspaces, which must not see this.
    if ((statSync(path, { throwIfNoEntry: false })?.nlink ?? 1) > 1) rmSync(path);
    writeFileSync(path, text);
  }

  /** Adds text at the end of a file. */
  append(file: string, text: string): void {
    this.write(file, this.read(file) + text);
  }

  /** Replaces text that must be there. */
  replace(file: string, before: string, after: string): void {
    const text = this.read(file);
    if (!text.includes(before))
      throw new Error(`${file} does not contain ${JSON.stringify(before)}`);
    this.write(file, text.replace(before, after));
  }

  has(file: string): boolean {
    return existsSync(join(this.root, file));
  }

  remove(file: string): void {
    removeWhole(join(this.root, file));
  }

  async git(...args: string[]): Promise<void> {
    await execa('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.test', ...args], {
      cwd: this.root,
    });
  }

  /** Takes back the edits of files that git knows. */
  async restore(): Promise<void> {
    await this.git('checkout', '--quiet', '--', '.');
  }

  /** Takes back edits, and removes what git neither knows nor ignores. */
  async reset(): Promise<void> {
    await this.restore();
    await this.git('clean', '--quiet', '-d', '--force');
  }

  async commit(message: string): Promise<void> {
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--allow-empty', '--message', message);
  }

  /** Runs a program in the workspace; a non-zero exit code is not an error here. */
  async run(
    command: string,
    args: string[],
    env: Record<string, string> = {},
  ): Promise<{ exitCode: number; output: string }> {
    const result = await execa(command, args, {
      cwd: this.root,
      env,
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    return { exitCode: result.exitCode ?? 1, output: result.all };
  }

  /** Runs the real Nx CLI of the workspace. */
  async nx(args: string[], options: RunOptions = {}): Promise<NxRun> {
    const cli = join(this.root, 'node_modules', 'nx', 'dist', 'bin', 'nx.js');
    const program = options.node ?? this.node;
    const { exitCode, output } = await this.run(program, [cli, ...args], {
      // The daemon's plugins are always as users have them.
      ...(options.daemon || this.isolated ? {} : { NX_ISOLATE_PLUGINS: 'false' }),
      ...this.variables(options),
    });
    return { exitCode, output, tasks: parseTasks(output) };
  }

  /** Runs the installed `nx-signal` program, with Nx set up as for the runs it looks back at. */
  nxSignal(
    args: readonly string[],
    options: Omit<RunOptions, 'node'> = {},
  ): Promise<{ exitCode: number; output: string }> {
    // npm makes a program executable when it installs; the harness unpacks later versions over it.
    const cli = join(this.root, 'node_modules', '.bin', 'nx-signal');
    return this.run(process.execPath, [cli, ...args], this.variables(options));
  }

  /** The variables that runs are made with. */
  variables({ daemon, env }: Pick<RunOptions, 'daemon' | 'env'>): Record<string, string> {
    return {
      NX_DAEMON: daemon ? 'true' : 'false',
      NX_TUI: 'false',
      NX_CACHE_DIRECTORY: join(this.root, '.nx', 'cache'),
      NX_DEFAULT_OUTPUT_STYLE: 'static',
      NX_NO_CLOUD: 'true',
      NO_COLOR: '1',
      FORCE_COLOR: '0',
      CI: '',
      // One that outlives a test is started by those that are about it.
      NX_SIGNAL_ENGINE: 'false',
      ...env,
    };
  }

  /** Stops the daemon and deletes the workspace. */
  async dispose(): Promise<void> {
    if (this.has('.nx/workspace-data/d')) await this.nx(['daemon', '--stop']);
    removeWhole(this.root);
  }
}

/**
 * Removes a file, or a folder in which something that was started a moment ago may still write: all of it
 * is tried again, where `maxRetries` would try the empty folders alone.
 */
function removeWhole(path: string): void {
  for (let left = 20; left >= 0; left -= 1) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      if (left === 0) throw error;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
  }
}
