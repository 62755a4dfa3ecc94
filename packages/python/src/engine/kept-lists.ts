import { runProcess } from '../process/run-process.js';
import { mark } from './identity.js';
import { indexOf, ruleAt } from './ignore-rules.js';
import type { GitLists, KnownLists } from './own-plugin.js';

/** Variables that tell git of another repository than that of the folder it runs in. */
const elsewhere = ['GIT_DIR', 'GIT_WORK_TREE', 'GIT_INDEX_FILE', 'GIT_COMMON_DIR'];

/** Milliseconds that git may take for one of its settings. */
const patience = 10_000;

/** What decides, beside names in folders and rules that are Nx's as well, what git lists; undefined if that is not known. */
async function circumstancesOf(workspaceRoot: string): Promise<string | undefined> {
  const { env } = process;
  const index = indexOf(workspaceRoot);
  if (index === undefined || elsewhere.some((name) => env[name] !== undefined)) return undefined;
  const variables = Object.entries(env).filter(([name]) => name.startsWith('GIT_'));
  const { exitCode, output } = await runProcess({
    command: 'git',
    isErrand: true,
    args: ['config', '--type=path', '--get-all', 'core.excludesFile'],
    cwd: workspaceRoot,
    timeout: patience,
  });
  // 1 says that there is none.
  if (exitCode !== 0 && exitCode !== 1) return undefined;
  const files = output.split('\n').filter(Boolean);
  return JSON.stringify([mark(index), files.map(ruleAt), variables.sort()]);
}

/** Asks git for all that it tells. */
export type AskGit = (workspaceRoot: string) => Promise<GitLists>;

/**
 * What git tells of a workspace. In a large one it looks through many folders for that; as long as names and rules are
 * known to be the same, so is what it says.
 */
export class KeptLists {
  readonly #root: string;
  readonly #askGit: AskGit;
  #kept: { lists: GitLists; circumstances: string } | undefined;

  constructor(workspaceRoot: string, askGit: AskGit) {
    this.#root = workspaceRoot;
    this.#askGit = askGit;
  }

  /**
   * Asks git, if anything may have changed since it was asked last. To be called once names and rules are known.
   *
   * @param areSame - those are what they were then
   */
  async note(areSame: boolean): Promise<void> {
    const now = await circumstancesOf(this.#root);
    if (areSame && now !== undefined && now === this.#kept?.circumstances) return;
    this.#kept = undefined;
    if (now === undefined) return;
    const lists = await this.#askGit(this.#root);
    if (lists.isLasting) this.#kept = { lists, circumstances: now };
  }

  /** What it said, where names and rules are the same as when it was noted, and all else is, too. Never rejects. */
  async find(): KnownLists {
    const kept = this.#kept;
    const now = kept && (await circumstancesOf(this.#root).catch(() => undefined));
    return kept && now === kept.circumstances ? kept.lists : undefined;
  }
}
