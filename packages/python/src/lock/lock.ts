/**
 * What every lock format is read into. A lock is a graph of nodes: one per locked package, one per
 * extra that somebody asks for, one per dependency group. Nx follows the edges when it hashes, so
 * a target names only where it starts.
 */

/** A lock file's format, which is also the name of the file in this folder that reads it. */
export type LockFormat = 'uv' | 'poetry' | 'pdm' | 'pylock';

/**
 * What a node stands for. `whole` is the single node `*` of a lock that does not say which package
 * requires which: it requires everything, and every such package requires it.
 */
export type LockNodeKind = 'package' | 'extra' | 'group' | 'whole';

/** Version of {@link LockNode}, for the work between two releases. A node of before 2 does not know its index. */
export const lockNodeVersion = 2;

/** A node of the lock graph. */
export interface LockNode {
  /**
   * Unique in its lock: `requests` for a package, `requests@2.32.0` when the lock forks on the name
   * (with ` from <source>` behind it when even that is not unique), `requests[socks]` for an extra
   * of it, `requests:dev` for a dependency group of a local project. A workspace root without a
   * `[project]` table has no name of its own: its nodes are `.` and `.:dev`.
   */
  id: string;
  kind: LockNodeKind;
  /** PEP 503-normalised name of the distribution. */
  name: string;
  /** Undefined for a dynamic version. */
  version: string | undefined;
  /** True for a project of the workspace itself: a member, or a path/editable/virtual source. */
  local: boolean;
  /** Directory of a local project, relative to the lock's directory (`.` for itself). */
  directory: string | undefined;
  /** True for a local project whose requirements are installed and which itself is not. */
  virtual?: boolean;
  /** Address of the index it comes from; empty where the lock does not say which. Missing for other sources. */
  index?: string | undefined;
  /**
   * Hash of all that the lock says about this node: version, source, artifact hashes, and its own
   * requirements with their markers and extras. Sizes and upload times are left out, and so are the
   * URLs of artifacts that have a hash. The index stays in: another index is another source.
   */
  digest: string;
  /** Ids of the nodes this one requires, sorted, without duplicates. */
  requires: string[];
}

/** A lock file, read. */
export interface Lock {
  format: LockFormat;
  /** Path of the lock file relative to the workspace root. */
  file: string;
  nodes: Map<string, LockNode>;
  /** Directory (relative to the lock's) → id of the local project that lives there. */
  localByDirectory: Map<string, string>;
  /** Normalised name → ids of its package nodes: several when the lock forks on the name. */
  packagesByName: Map<string, string[]>;
}
