import { indented } from '../ci/pipeline.js';
import { gitlabLogin } from './gitlab-login.js';

/** The hidden job that all others of a pipeline extend, as `g ci` writes it, up to the first of them. */
const baseJob = /^\.python:\n(?: .*\n|\n)*?(?=\nsignal:\n)/m;

/** Our own lines. */
const identity = /^ {2}id_tokens:\n {4}NX_SIGNAL_CACHE_TOKEN: .*\n/m;
const script = /^ {4}- \|\n {6}# GitLab vouches for this job[,;].*\n(?: {6}.*\n)+/m;

const block = (lines: readonly string[], indent: number) =>
  `${indented(lines, indent).join('\n')}\n`;

/**
 * A pipeline whose jobs get their remote cache from a server, in place of where they had it before; undefined
 * when it is not as `g ci` writes it, or has tokens of its own.
 */
export function useServerOnGitlab(pipeline: string, server: string): string | undefined {
  const [job] = baseJob.exec(pipeline) ?? [];
  if (job === undefined || !job.includes('  before_script:\n')) return undefined;
  if (pipeline.includes('NX_SELF_HOSTED_REMOTE_CACHE')) return undefined;
  const login = gitlabLogin(server);
  const bare = job.replace(identity, '').replace(script, '');
  const first = bare.indexOf('  cache:\n');
  if (first < 0) return undefined;
  const changed = `${bare.slice(0, first)}${block(login.identity, 2)}${bare.slice(first)}${block(login.script, 4)}`;
  return pipeline.replace(job, () => changed);
}
