import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { freePort } from './free-port.js';

/** A PostgreSQL server of our own, on loopback. */
export interface Postgres {
  /** For SQLAlchemy with psycopg. */
  url: string;
  stop(): Promise<void>;
}

const versions = '/usr/lib/postgresql';

function serverFolder(): string | undefined {
  if (!existsSync(versions)) return undefined;
  const newest = readdirSync(versions).sort((left, right) => Number(right) - Number(left));
  return newest
    .map((version) => join(versions, version, 'bin'))
    .find((path) => existsSync(join(path, 'initdb')));
}

/** The server's programs, installed from the system's package when they are missing. */
async function installPostgres(): Promise<string> {
  const present = serverFolder();
  if (present) return present;
  await execa('apt-get', ['update', '-qq']);
  await execa('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'postgresql'], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
  const installed = serverFolder();
  if (!installed) throw new Error(`the postgresql package left no server in ${versions}`);
  return installed;
}

/** Starts a server with an empty database. It refuses to run as root, so root lends it an account. */
export async function startPostgres(): Promise<Postgres> {
  const programs = await installPostgres();
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-postgres-'));
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await execa('chown', ['postgres', folder]);
  const run = (command: string, args: string[]) =>
    isRoot
      ? execa('su', ['postgres', '-c', [join(programs, command), ...args].join(' ')])
      : execa(join(programs, command), args);
  const data = join(folder, 'data');
  const port = await freePort();
  await run('initdb', ['--pgdata', data, '--username', 'shop', '--auth', 'trust', '--no-sync']);
  const settings = `'-F -c listen_addresses=127.0.0.1 -c port=${port} -c unix_socket_directories='`;
  await run('pg_ctl', [
    '--pgdata',
    data,
    '--wait',
    '--log',
    join(folder, 'log'),
    '-o',
    isRoot ? settings : settings.slice(1, -1),
    'start',
  ]);
  return {
    url: `postgresql+psycopg://shop@127.0.0.1:${port}/postgres`,
    stop: async () => {
      await run('pg_ctl', ['--pgdata', data, '--mode', 'immediate', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
