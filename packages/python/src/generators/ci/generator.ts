import { logger, type Tree } from '@nx/devkit';
import { SignalError } from '../../errors.js';
import { forNx } from '../for-nx.js';
import { githubFile, githubWorkflow } from './github.js';
import { gitlabFile, gitlabPipeline } from './gitlab.js';
import type { RemoteCache } from './pipeline.js';
import { readPipeline } from './read-pipeline.js';
import type { ServiceName } from './services.js';

/** Options of the generator, as its schema describes them. */
export interface CiOptions {
  provider: 'github' | 'gitlab';
  branch?: string;
  services?: ServiceName[];
  remoteCache?: RemoteCache;
  shards?: number;
  overwrite?: boolean;
}

const providers = {
  github: { file: githubFile, write: githubWorkflow },
  gitlab: { file: gitlabFile, write: gitlabPipeline },
} as const;

const cacheSettings = {
  github: {
    token: [
      'variable NX_CACHE_SERVER, secret NX_CACHE_READ_TOKEN',
      'environment nx-cache, limited to the main branch, with the secret NX_CACHE_WRITE_TOKEN',
    ],
    identity: ['variable NX_CACHE_SERVER, which is also the audience that the server expects'],
  },
  gitlab: {
    token: [
      'variable NX_CACHE_SERVER, masked variable NX_CACHE_READ_TOKEN',
      'masked and protected variable NX_CACHE_WRITE_TOKEN',
    ],
    identity: ['variable NX_CACHE_SERVER, which is also the audience that the server expects'],
  },
} as const;

/** What a person still has to do, once. */
function nextSteps({ provider, remoteCache = 'none' }: CiOptions): string[] {
  if (remoteCache === 'none') return [];
  const settings = cacheSettings[provider][remoteCache];
  return ['For the remote cache, set in the repository:', ...settings.map((line) => `  ${line}`)];
}

async function ciGenerator(tree: Tree, options: CiOptions): Promise<undefined> {
  const { file, write } = providers[options.provider];
  const text = write(await readPipeline(tree, options));
  const present = tree.read(file, 'utf8');
  if (present === text) {
    logger.info(`${file} is up to date.`);
    return undefined;
  }
  if (present !== null && !options.overwrite)
    throw new SignalError({
      code: 'FILE_EXISTS',
      message: `${file} exists, and says something else than what would be written.`,
      place: { file },
      hint: 'move it, or replace it with --overwrite.',
    });
  tree.write(file, text);
  for (const line of nextSteps(options)) logger.info(line);
  return undefined;
}

/** Writes the pipeline of one provider. */
export default forNx(ciGenerator);
