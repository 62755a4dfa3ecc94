import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What a job of GitHub may do with the Actions cache, and where it finds it. */
export interface Job {
  /** Of the cache service, with a slash at the end. */
  serviceUrl: string;
  /** Proves to the service which scopes the job has. */
  serviceToken: string;
  /** Such as `acme/shop`. */
  repository: string;
  /** Of this run, such as `11/1`: its number and its attempt. */
  run: string;
  /** The ref whose packs the job reads first, and the only one that it writes. */
  ref: string;
  /** Refs whose packs it reads behind those, such as the base of a pull request, then the default branch. */
  others: readonly string[];
  canRead: boolean;
  /** Undefined when it may write, else why not. */
  refusal: string | undefined;
}

/** What is noted with all that a job stores. */
export function provenanceOf({ repository, ref, run }: Pick<Job, 'repository' | 'ref' | 'run'>) {
  return { identity: `github:${repository}`, ref, run };
}

/** Access that GitHub has given a job: the claim `ac` of its token. */
const accessSchema = z.array(z.object({ Scope: z.string().min(1), Permission: z.number().int() }));

const readBit = 1;
const writeBit = 2;

/**
 * Events whose runs may write what their ref's other runs read. The rest work for strangers with the rights
 * of the default branch, such as `pull_request_target`, `issue_comment` and `workflow_run`.
 */
const writingEvents: readonly string[] = [
  'push',
  'pull_request',
  'merge_group',
  'schedule',
  'workflow_dispatch',
  'release',
];

/** The claims of a token, unverified: the service verifies them, here they only tell what to ask for. */
function accessOf(token: string): z.output<typeof accessSchema> | undefined {
  try {
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
    const { ac } = JSON.parse(payload) as { ac?: string };
    const access = accessSchema.safeParse(JSON.parse(ac ?? ''));
    return access.success ? access.data : undefined;
  } catch {
    return undefined;
  }
}

/** `main`, as the event that started the run has it. */
function defaultBranch(file: string | undefined): string | undefined {
  try {
    const event = JSON.parse(readFileSync(file ?? '', 'utf8')) as {
      repository?: { default_branch?: string };
    };
    return event.repository?.default_branch;
  } catch {
    return undefined;
  }
}

/** The refs that GitHub lets a run read besides its own, by its documentation. */
function documentedRefs(environment: NodeJS.ProcessEnv): string[] {
  const branches = [
    environment['GITHUB_BASE_REF'],
    defaultBranch(environment['GITHUB_EVENT_PATH']),
  ];
  return branches.filter(Boolean).map((branch) => `refs/heads/${branch}`);
}

function refusalOf(
  environment: NodeJS.ProcessEnv,
  mode: string,
  mayWrite: boolean,
): string | undefined {
  const event = environment['GITHUB_EVENT_NAME'] ?? '';
  if (!writingEvents.includes(event)) return `a run for ${event || 'an unknown event'} only reads`;
  return mode === 'read' || mode === 'none' || !mayWrite ? 'this run may only read' : undefined;
}

/** What is missing for the cache; undefined when all is there. */
function lackOf(environment: NodeJS.ProcessEnv): string | undefined {
  const names = ['ACTIONS_RESULTS_URL', 'ACTIONS_RUNTIME_TOKEN', 'GITHUB_REF', 'RUNNER_TEMP'];
  const missing = names.find((name) => !environment[name]);
  if (missing) return `${missing} is not set`;
  if (!environment['ACTIONS_CACHE_SERVICE_V2']) return 'this runner has no cache service v2';
  if (!URL.canParse(environment['ACTIONS_RESULTS_URL'] ?? ''))
    return 'ACTIONS_RESULTS_URL is no URL';
  return undefined;
}

/** Reads the variables that the runner sets for an action; a text says why there is no cache to be had. */
export function readJob(environment: NodeJS.ProcessEnv): Job | string {
  const lack = lackOf(environment);
  if (lack) return lack;
  const value = (name: string) => environment[name] ?? '';
  const serviceToken = value('ACTIONS_RUNTIME_TOKEN');
  const access = accessOf(serviceToken);
  const mode = value('ACTIONS_CACHE_MODE');
  const own = value('GITHUB_REF');
  const mayWrite = access?.some(
    ({ Scope, Permission }) => Scope === own && (Permission & writeBit) > 0,
  );
  const readable = access
    ?.filter(({ Permission }) => (Permission & readBit) > 0)
    .map(({ Scope }) => Scope);
  const others = new Set(readable ?? documentedRefs(environment));
  others.delete(own);
  return {
    serviceUrl: value('ACTIONS_RESULTS_URL').replace(/\/*$/, '/'),
    serviceToken,
    repository: value('GITHUB_REPOSITORY'),
    run: `${value('GITHUB_RUN_ID')}/${value('GITHUB_RUN_ATTEMPT') || '1'}`,
    ref: own,
    others: [...others],
    canRead: mode !== 'none' && mode !== 'write-only',
    refusal: refusalOf(environment, mode, mayWrite ?? true),
  };
}
