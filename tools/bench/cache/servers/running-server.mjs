import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '../load/connection.mjs';

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function untilItListens(port, child) {
  for (let tries = 0; tries < 150; tries += 1) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}`);
    const connection = await Connection.open(port).catch(() => undefined);
    if (connection) return connection.close();
    await sleep(100);
  }
  throw new Error('it does not listen');
}

/** A server under measurement, with a folder of its own. */
export class RunningServer {
  static async start(server) {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-bench-cache-'));
    const port = await freePort();
    const { command, args, env } = server.start(folder, port);
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: 'ignore' });
    const running = new RunningServer(server, port, child, folder);
    await untilItListens(port, child).catch(async (error) => {
      await running.stop();
      throw error;
    });
    return running;
  }

  constructor(server, port, child, folder) {
    Object.assign(this, { server, port, child, folder });
  }

  /** One request as the buffers to send. */
  request(method, number, body) {
    const { token, path } = this.server;
    const lines = [`${method} ${path(number)} HTTP/1.1`, 'Host: 127.0.0.1'];
    if (token) lines.push(`Authorization: Bearer ${token}`);
    if (body)
      lines.push('Content-Type: application/octet-stream', `Content-Length: ${body.length}`);
    const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
    return body ? [head, body] : [head];
  }

  /** The process and its children. */
  processes() {
    const children = readdirSync(`/proc/${this.child.pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${this.child.pid}/task/${task}/children`, 'utf8').split(' '),
    );
    return [this.child.pid, ...children.filter(Boolean)];
  }

  /** Processor time of all of them so far, user and system, in seconds. */
  cpuSeconds() {
    const ticks = this.processes().map((pid) => {
      // Behind the name, which may hold anything: fields 14 and 15 of the whole line.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return Number(fields[11]) + Number(fields[12]);
    });
    return ticks.reduce((total, value) => total + value, 0) / 100;
  }

  /** Highest memory so far of the process and its children together, in megabytes. */
  peakMegabytes() {
    const kilobytes = this.processes().map((pid) =>
      Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0),
    );
    return kilobytes.reduce((total, value) => total + value, 0) / 1024;
  }

  async stop() {
    if (this.child.exitCode === null) {
      const ended = new Promise((resolve) => this.child.once('exit', resolve));
      this.child.kill();
      await ended;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}
