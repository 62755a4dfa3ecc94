import type { ReleasePlan } from './release-plan.js';
import type { ServiceName } from './services.js';

/**
 * Where a pipeline has its remote cache: in GitHub's own cache, without a server; or on a server, to which it
 * shows who it is with tokens kept as secrets, or with the identity that the provider vouches for in each run,
 * for which the server gives a token of the run.
 */
export const remoteCaches = ['none', 'github', 'token', 'identity'] as const;

/** One of {@link remoteCaches}. */
export type RemoteCache = (typeof remoteCaches)[number];

/** All that a pipeline is made from. */
export interface Pipeline {
  /** Branch whose runs are trusted: they alone write caches that others read. */
  branch: string;
  /** Commands that install the packages of package.json exactly as locked. */
  install: readonly string[];
  /** What runs a program of those packages, such as `npx`. */
  exec: string;
  /** The package manager whose downloads the provider can cache by itself. */
  cached: 'npm' | undefined;
  /** Whether every plugin of nx.json may run in Nx's own process, which saves starting workers. */
  inProcess: boolean;
  /** What `nx affected` is given for the first stage. */
  signal: readonly string[];
  /** Names of the targets behind it; undefined where no project can have such a target. */
  confidence: string;
  contract: string;
  docker: string | undefined;
  /** Whether some project has native code, which sccache is for. */
  native: boolean;
  services: readonly ServiceName[];
  remoteCache: RemoteCache;
  /** Most jobs for each slow stage. */
  shards: number;
  /** What is published, and when; undefined where no job does. */
  release: ReleasePlan | undefined;
}

/** The slow stages, in the order they are written. All wait for the signal, none for another. */
export const slowStages = ['confidence', 'contract', 'docker'] as const;

/** One of {@link slowStages}. */
export type SlowStage = (typeof slowStages)[number];

/** A slow stage that a pipeline has. */
export interface Stage {
  name: SlowStage;
  target: string;
  /** Most jobs it may be split into. */
  count: number;
}

/** The slow stages of a pipeline. Images are not split: their builder's cache is one per job. */
export function stagesOf({ confidence, contract, docker, shards }: Pipeline): Stage[] {
  return [
    { name: 'confidence', target: confidence, count: shards },
    { name: 'contract', target: contract, count: shards },
    ...(docker ? [{ name: 'docker' as const, target: docker, count: 1 }] : []),
  ];
}

/** Nx's own settings for all jobs. */
export function nxVariables({ inProcess }: Pipeline): string[] {
  return [
    '# A daemon only pays if it is asked more than once.',
    "NX_DAEMON: 'false'",
    ...(inProcess
      ? [
          '# All plugins of nx.json can run in Nx’s own process, so that no workers are started.',
          "NX_ISOLATE_PLUGINS: 'false'",
        ]
      : []),
  ];
}

/** Says why the signal is not called by its name, where it is not. */
export function signalRemark({ signal }: Pipeline): string[] {
  if (signal.length === 1) return [];
  return [
    '# Its members by name: without a remote cache, `signal` would also lint everything that depends on a',
    '# change, although only the change itself can affect lint.',
  ];
}

/** Text in a block of YAML: every line behind `indent` spaces, empty ones left empty. */
export function indented(lines: readonly string[], indent: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
}

/** A string as YAML has it between quotes. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
