import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../../../setup/run.mjs';

const token = 'a-token-for-the-bench-of-no-use-elsewhere';

/** This project's server, as it is started without configuration: fsync, digests, tokens and all. */
export const ours = {
  id: 'ours',
  title: 'nx-signal-cache (Node)',
  install: () => undefined,
  start(folder, port) {
    const sha256 = createHash('sha256').update(token).digest('hex');
    const tokens = [{ id: 'bench', sha256, role: 'write', scope: 'shared' }];
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'tokens.json'), JSON.stringify({ tokens }));
    const program = join(repository, 'packages', 'cache-server', 'dist', 'main.cjs');
    const args = [program, '--storage.folder', folder, '--port', String(port)];
    return { command: process.execPath, args: [...args, '--log.level', 'warn'] };
  },
  token,
  path: (number) => `/v1/cache/${number}`,
};
