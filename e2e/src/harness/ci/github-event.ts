import { execa } from 'execa';

/** What a workflow runs for. */
export interface GithubEvent {
  /** As in `github.event_name`. */
  name: string;
  /** The ref that is checked out, as in `github.ref`. */
  ref: string;
  /** The last commit of the main branch whose run was green, if any. */
  lastGreen?: string;
}

/** Clones a repository as actions/checkout does: at the event's commit, on no branch; without one, as it is. */
export async function checkOut(
  origin: string,
  root: string,
  { whole, event }: { whole: boolean; event?: GithubEvent | undefined },
): Promise<void> {
  const depth = whole ? [] : ['--depth=1'];
  await execa('git', ['clone', '--quiet', ...depth, `file://${origin}`, root]);
  if (event === undefined) return;
  const git = (...args: string[]) => execa('git', args, { cwd: root });
  await git('fetch', '--quiet', ...depth, 'origin', event.ref);
  await git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
}

/**
 * The commit to compare with, as nrwl/nx-set-shas chooses it: where the main branch was left, but on that branch its
 * last green commit; without one the commit before, or nothing at all.
 */
export async function baseOf(root: string, main: string, event?: GithubEvent): Promise<string> {
  const git = async (...args: string[]) => (await execa('git', args, { cwd: root })).stdout;
  if (event?.name !== 'push') return git('merge-base', `origin/${main}`, 'HEAD');
  if (event.lastGreen !== undefined) return event.lastGreen;
  const commits = Number(await git('rev-list', '--count', `origin/${main}`));
  return commits > 1
    ? git('rev-parse', `origin/${main}~1`)
    : git('hash-object', '-t', 'tree', '/dev/null');
}
