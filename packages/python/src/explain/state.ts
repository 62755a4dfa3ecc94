import type { NxJsonConfiguration, ProjectGraph } from '@nx/devkit';

/** A file and its hash, as Nx keeps them. */
export interface HashedFile {
  file: string;
  hash: string;
}

/** The value of an environment variable in a record: a digest with `#` before it, null when unset. */
export type VariableValue = string | null;

/** All that enters hashes, at one moment. */
export interface WorkspaceState {
  graph: ProjectGraph;
  nxJson: NxJsonConfiguration;
  projectFiles: Record<string, HashedFile[]>;
  /** Files that belong to no project. */
  otherFiles: HashedFile[];
  /** The variables whose values are known; others may enter hashes, too. */
  variables: Record<string, VariableValue>;
  /** Identities of the interpreters that are known, by the folder of their environment. */
  interpreters: Record<string, string>;
}
