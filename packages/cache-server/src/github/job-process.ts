import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { JobFolder } from './job-folder.js';

const program = fileURLToPath(new URL('../main.cjs', import.meta.url));

/** Milliseconds in which the server must listen, and then end. */
const patience = 10_000;

const processFile = (folder: JobFolder) => join(folder.path, 'server.pid');

/** Without what GitHub gives an action: a server on loopback needs none of it. */
function withoutSecrets(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(ACTIONS_|INPUT_|GITHUB_TOKEN$)/.test(name)),
  );
}

/**
 * Starts the server of a job as a process that outlives this one. The runner ends what a job has left.
 *
 * @returns its URL; undefined when it did not start
 */
export async function startJobProcess(
  folder: JobFolder,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const log = openSync(folder.log, 'a', 0o600);
  const child = spawn(process.execPath, [program, 'github', 'serve'], {
    cwd: folder.path,
    detached: true,
    env: withoutSecrets(environment),
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const url = await new Promise<string | undefined>((resolve) => {
    child.once('message', (message) => resolve(String(message)));
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
    setTimeout(() => resolve(undefined), patience).unref();
  });
  if (child.connected) child.disconnect();
  child.unref();
  if (url === undefined) child.kill();
  else writeFileSync(processFile(folder), String(child.pid));
  return url;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether a step of the job has started its server. */
export function isStarted(folder: JobFolder): boolean {
  return existsSync(processFile(folder));
}

/** Ends the server of a job, after what is under way. Whatever becomes of it, its journal is whole. */
export async function endJobProcess(folder: JobFolder): Promise<void> {
  const pid = Number(readFileSync(processFile(folder), 'utf8'));
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGTERM');
  for (let waited = 0; waited < patience && isAlive(pid); waited += 20) await wait(20);
}
