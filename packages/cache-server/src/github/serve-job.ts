import { randomUUID } from 'node:crypto';
import { createToken, tokenDigest } from '../auth/static-tokens.js';
import { changeTokenFile } from '../auth/token-file.js';
import { type Config, configSchema } from '../config/schema.js';
import type { Log } from '../log.js';
import { memoryBytes } from '../server/open-storage.js';
import { type RunningServer, startServer } from '../server/start-server.js';
import { provenanceOf } from './job.js';
import type { JobFolder } from './job-folder.js';
import { PackStorage } from './pack-storage.js';

/** Makes the token of a job, which goes with its folder. */
export function makeJobToken(folder: JobFolder): string {
  const token = createToken();
  const entry = { id: randomUUID(), sha256: tokenDigest(token), workspace: 'default' };
  // GitHub keeps refs apart: within a job there is one scope.
  const own = { ...entry, role: 'write', scope: 'shared' } as const;
  changeTokenFile(folder.tokens, (content) => ({ ...content, tokens: [own] }));
  return token;
}

/** On loopback, at any free port; nothing of the environment or a file changes it. */
function configOf(folder: JobFolder): Config {
  return configSchema.parse({ port: 0, storage: { folder: folder.path } });
}

/** Starts the server of a job over the packs in its folder. */
export function serveJob(folder: JobFolder, log: Log): Promise<RunningServer> {
  const { repository, run, lines } = folder.readLines();
  const provenance = provenanceOf({ repository, ref: lines[0]?.ref ?? '', run });
  const packs = lines.flatMap((line) => line.packs);
  return startServer(configOf(folder), log, {}, async (_config, _folder, { budget }, events) => {
    return new PackStorage({ folder, packs, provenance, events, memoryBytes, budget });
  });
}
