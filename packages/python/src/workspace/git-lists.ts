import { listUnseen } from './find-ignored-modules.js';
import { listLinks } from './find-links.js';

/** What git tells of a workspace. In a large one it looks through many folders for each of these. */
export interface GitLists {
  /** See {@link listUnseen}. */
  unseen: readonly string[];
  /** See {@link listLinks}. */
  links: readonly string[];
  /** Whether git would say the same as long as names, rules and its index are the same. */
  isLasting: boolean;
}

/**
 * Asks git. It goes by the names in all folders that are not ignored as a whole, by its rules and settings and by its
 * index; and by more where it tracks files in folders that are ignored.
 */
export async function askGit(workspaceRoot: string): Promise<GitLists> {
  const [unseen, links] = await Promise.all([listUnseen(workspaceRoot), listLinks(workspaceRoot)]);
  return { unseen, links, isLasting: unseen.every((entry) => entry.startsWith('? ')) };
}

/** Lists as far as they are known without asking. */
export type KnownLists = Promise<GitLists | undefined>;
