import { githubCacheStep, usesGithubAction } from './github-action.js';

/** The step that installs packages, as `g ci` writes it: its first line, and the lines further in behind it. */
const installStep = /^( +)- name: Install\n(?:\1 +.*\n)+/gm;

/** Our own step, with the remarks in front of it. */
const cacheStep =
  /(?:^ +# .*\n)*^( +)- name: Remote cache\n\1 {2}uses: \.\/.*\n(?:\1 {2}with:\n\1 {4}server: .*\n)?/gm;

const permissions = 'permissions:\n  contents: read\n  actions: read\n';

const identity =
  "  # The cache server decides by a run's identity what it may write.\n  id-token: write\n";

/** Where a job of the workflow begins. */
const jobStart = /(?=^ {2}[\w-]+:\n)/m;

/** Whether a job runs tasks. */
const runsTasks = (job: string) => / nx (?:affected|run-many) /.test(job);

/** Has sccache keep its objects in GitHub's cache by itself, since our packs do not carry them any more. */
function useSccache(workflow: string): string {
  if (workflow.includes('SCCACHE_GHA_ENABLED')) return workflow;
  return workflow.replace(/^( +)SCCACHE_BASEDIRS:/gm, "$1SCCACHE_GHA_ENABLED: 'true'\n$&");
}

function addStep(job: string, server: string): string {
  return job.replace(installStep, (step, indent: string) => {
    return (
      step +
      githubCacheStep(server)
        .map((line) => `${indent}${line}\n`)
        .join('')
    );
  });
}

/**
 * A workflow whose jobs get their remote cache from a server, in place of where they had it before; undefined
 * when it is not as `g ci` writes it.
 */
export function useServer(workflow: string, server: string): string | undefined {
  const bare = usesGithubAction(workflow) ? workflow.replace(cacheStep, '') : workflow;
  const isOurs = bare.includes(permissions) && bare.search(installStep) >= 0;
  if (!isOurs || bare.includes('NX_SELF_HOSTED_REMOTE_CACHE')) return undefined;
  const allowed = bare.includes('id-token: write')
    ? bare
    : bare.replace(permissions, permissions + identity);
  const jobs = useSccache(allowed).split(jobStart);
  return jobs.map((job) => (runsTasks(job) ? addStep(job, server) : job)).join('');
}
