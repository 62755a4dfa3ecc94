import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { cacheProgram } from './installed-server.js';

/** The packed server as a process of its own. */
export class CacheServer {
  private process: ChildProcess | undefined;
  output = '';
  url = '';

  private constructor(
    private readonly program: string,
    readonly folder: string,
    private readonly node: string,
  ) {}

  /**
   * Starts a server with nothing configured but a folder and a port.
   *
   * @param node - another executable of Node than this one
   */
  static async start(
    args: readonly string[] = [],
    node: string = process.execPath,
  ): Promise<CacheServer> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-cache-e2e-'));
    const server = new CacheServer(cacheProgram, folder, node);
    await server.run(['--port', '0', ...args]);
    return server;
  }

  /** Starts the process and waits until it listens. */
  async run(args: readonly string[]): Promise<void> {
    const all = [this.program, '--storage.folder', this.folder, ...args];
    const child = spawn(this.node, all, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    this.output = '';
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        this.output += chunk.toString();
        // The last line of all, when a token is shown.
        if (/"message":"listening"/.test(this.output)) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(this.output)));
    });
    this.url = /listens on (\S+)/.exec(this.output)?.[1] ?? '';
  }

  get port(): string {
    return new URL(this.url).port;
  }

  /** The two lines of the first start, as they would be set. */
  printedEnvironment(): Record<string, string> {
    return Object.fromEntries(
      [...this.output.matchAll(/^(NX_\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
  }

  /** Runs another command of the program; what it printed. */
  async call(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
    return (await execa(this.node, [this.program, ...args], { env })).stdout;
  }

  /** Environment for Nx with a new token. */
  async environmentFor(id: string, flags: readonly string[]): Promise<Record<string, string>> {
    const stdout = await this.call(['token', 'add', id, '--storage.folder', this.folder, ...flags]);
    // A running server looks at its tokens once a second.
    await new Promise((resolve) => setTimeout(resolve, 1100));
    return {
      NX_SELF_HOSTED_REMOTE_CACHE_SERVER: this.url,
      NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN: stdout,
    };
  }

  /** Ends the process; resolves with its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return child?.exitCode ?? null;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    child.kill(signal);
    return ended;
  }

  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
