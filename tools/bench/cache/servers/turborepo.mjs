import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from '../../../setup/run.mjs';

const version = '2.12.0';
const folder = join(repository, '.cache', 'cache-servers', 'npm');
const program = join(folder, 'node_modules', 'turborepo-remote-cache', 'dist', 'cli.js');
const token = 'bench';

/** The usual self-hosted server for Turborepo, on files. */
export const turborepo = {
  id: 'turborepo',
  title: `turborepo-remote-cache ${version} (Node, Fastify)`,
  install() {
    if (existsSync(program)) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    run('npm', ['install', `turborepo-remote-cache@${version}`, '--no-audit', '--no-fund'], {
      cwd: folder,
    });
  },
  start(data, port) {
    const limit = String(512 * 1024 * 1024);
    const storage = {
      STORAGE_PROVIDER: 'local',
      STORAGE_PATH: data,
      // Else it puts the path behind that of the system's temporary folder, and nobody deletes it.
      STORAGE_PATH_USE_TMP_FOLDER: 'false',
      BODY_LIMIT: limit,
    };
    const listen = { PORT: String(port), HOST: '127.0.0.1' };
    const env = { NODE_ENV: 'production', TURBO_TOKEN: token, LOG_LEVEL: 'silent' };
    return {
      command: process.execPath,
      args: [program],
      env: { ...env, ...storage, ...listen },
    };
  },
  token,
  path: (number) => `/v8/artifacts/${number}?teamId=bench`,
};
