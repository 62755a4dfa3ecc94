import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tokenDigest } from '../auth/static-tokens.js';
import { writeTokens } from './tokens.js';

const program = fileURLToPath(new URL('../../dist/main.cjs', import.meta.url));
const token = 'nxsc_token-of-a-test';

/** The built server as a process that can be killed and measured. */
export class ServerProcess {
  output = '';
  url = '';

  private constructor(
    readonly child: ChildProcess,
    readonly folder: string,
  ) {}

  static async start(folder: string, args: readonly string[] = []): Promise<ServerProcess> {
    if (!existsSync(join(folder, 'tokens.json'))) {
      const entry = { id: 'test', sha256: tokenDigest(token), workspace: 'default' };
      writeTokens(join(folder, 'tokens.json'), [{ ...entry, role: 'write', scope: 'shared' }]);
    }
    const flags = ['--storage.folder', folder, '--port', '0', ...args];
    const child = spawn(process.execPath, [program, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const server = new ServerProcess(child, folder);
    await new Promise<void>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        if (server.output.length < 100_000) server.output += chunk.toString();
        server.url ||= /listens on (\S+)/.exec(server.output)?.[1] ?? '';
        if (server.url) resolve();
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', () => reject(new Error(server.output)));
    });
    return server;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  get isAlive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  readonly authorization = `Bearer ${token}`;

  request(path: string, options: RequestInit = {}): Promise<Response> {
    const headers = { authorization: this.authorization, ...(options.headers as object) };
    return fetch(`${this.url}${path}`, { ...options, headers });
  }

  put(hash: string | number, body: Buffer): Promise<Response> {
    return this.request(`/v1/cache/${hash}`, { method: 'PUT', body: new Uint8Array(body) });
  }

  async get(hash: string | number): Promise<Buffer | number> {
    const answer = await this.request(`/v1/cache/${hash}`);
    const body = Buffer.from(await answer.arrayBuffer());
    return answer.status === 200 ? body : answer.status;
  }

  /** Megabytes that the system holds for the process: now, or at most so far. */
  memory(which: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(new RegExp(`${which}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.isAlive) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill(signal);
    await ended;
  }
}
