import { type GeneratorCallback, logger, type Tree } from '@nx/devkit';
import { SignalError } from '../../errors.js';
import { ignore } from '../../scaffold/uv-root.js';
import { forNx } from '../for-nx.js';
import { githubActionFiles } from '../remote-cache/github-action.js';
import { requireServer } from '../remote-cache/require-server.js';
import { githubFile, githubWorkflow } from './github.js';
import { githubReleaseFile, githubReleaseWorkflow } from './github-release.js';
import { gitlabFile, gitlabPipeline } from './gitlab.js';
import type { Pipeline, RemoteCache } from './pipeline.js';
import { readPipeline } from './read-pipeline.js';
import type { ServiceName } from './services.js';

/** Options of the generator, as its schema describes them. */
export interface CiOptions {
  provider: 'github' | 'gitlab';
  branch?: string;
  services?: ServiceName[];
  remoteCache?: RemoteCache;
  shards?: number;
  release?: boolean;
  overwrite?: boolean;
}

const providers = {
  github: { file: githubFile, write: githubWorkflow },
  gitlab: { file: gitlabFile, write: gitlabPipeline },
} as const;

/** The pipelines of a provider by their files. */
function pipelineFiles(
  provider: CiOptions['provider'],
  pipeline: Pipeline,
): Record<string, string> {
  const { file, write } = providers[provider];
  const { release } = pipeline;
  const isApart = provider === 'github' && release !== undefined;
  return {
    [file]: write(pipeline),
    ...(isApart ? { [githubReleaseFile]: githubReleaseWorkflow({ ...pipeline, release }) } : {}),
  };
}

/** What jobs write into the workspace, where Nx would take it for sources. */
const writtenByJobs = {
  github: ['.nx/durations.json'],
  gitlab: ['.nx/ci/', '.nx/durations.json', '.nx/last-green', 'shards-*.json', 'durations-*.json'],
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

const releaseSettings = {
  github: [
    'in the repository: the environment `release`, limited to tags of releases',
    'at the index: a trusted publisher for the workflow `release.yml` and the environment `release`',
  ],
  gitlab: [
    'in the project: protected tags, and the protected environment `release`',
    'at the index: a trusted publisher for `.gitlab-ci.yml` and the environment `release`',
  ],
} as const;

/** What a person still has to do, once. */
function nextSteps({ provider, release }: CiOptions, remoteCache: RemoteCache): string[] {
  const hasServer = remoteCache === 'token' || remoteCache === 'identity';
  const steps = (title: string, lines: readonly string[]) => [
    title,
    ...lines.map((line) => `  ${line}`),
  ];
  return [
    ...(hasServer
      ? steps('For the remote cache, set in the repository:', cacheSettings[provider][remoteCache])
      : []),
    ...(release ? steps('For releases, set:', releaseSettings[provider]) : []),
  ];
}

function remoteCacheOf({ provider, remoteCache }: CiOptions): RemoteCache {
  if (provider === 'github') return remoteCache ?? 'github';
  if (remoteCache !== 'github') return remoteCache ?? 'none';
  throw new SignalError({
    code: 'USAGE',
    message: '--remoteCache=github is for pipelines that run on GitHub.',
    hint: 'use identity or token, for a server of your own.',
  });
}

/** The files that are not there as they would be written. */
function changedFiles(tree: Tree, files: Readonly<Record<string, string>>, overwrite: boolean) {
  const changed = Object.entries(files).filter(([file, text]) => tree.read(file, 'utf8') !== text);
  const present = changed.find(([file]) => tree.exists(file));
  if (present && !overwrite)
    throw new SignalError({
      code: 'FILE_EXISTS',
      message: `${present[0]} already exists with different content.`,
      place: { file: present[0] },
      hint: 'move it away, or replace it with --overwrite.',
    });
  return changed;
}

/** The action that the jobs of a workflow of GitHub have their cache from, where it takes one. */
function actionOf(provider: CiOptions['provider'], remoteCache: RemoteCache) {
  if (provider !== 'github' || remoteCache === 'none' || remoteCache === 'token') return undefined;
  return githubActionFiles(remoteCache === 'github' ? 'github' : 'server');
}

async function ciGenerator(tree: Tree, options: CiOptions): Promise<GeneratorCallback | undefined> {
  const { provider, overwrite = false } = options;
  const { file } = providers[provider];
  const remoteCache = remoteCacheOf(options);
  const pipeline = await readPipeline(tree, options, remoteCache);
  const action = actionOf(provider, remoteCache);
  const files = { ...pipelineFiles(provider, pipeline), ...action };
  const changed = changedFiles(tree, files, overwrite);
  if (changed.length === 0) logger.info(`${file} is up to date.`);
  for (const [path, content] of changed) tree.write(path, content);
  ignore(tree, writtenByJobs[provider], '# Written by the pipeline');
  if (changed.length > 0) for (const line of nextSteps(options, remoteCache)) logger.info(line);
  // Both ways to a server are a program of it.
  return action || remoteCache === 'identity' ? requireServer(tree) : undefined;
}

/** Writes the pipeline of one provider. */
export default forNx(ciGenerator);
