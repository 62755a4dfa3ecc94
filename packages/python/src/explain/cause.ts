import type { Unshared } from '../tools/pytest/shared-modules.js';

/** What happened to one thing that enters a hash. */
export type Change = 'added' | 'removed' | 'changed';

/** A file that enters the hash. */
export interface FileCause {
  kind: 'file';
  change: Change;
  /** Relative to the workspace root. */
  path: string;
  /** The task's own project, a project it depends on, or a file outside both. */
  relation: 'own' | 'dependency' | 'workspace';
  /** The dependency's name; null for the other relations. */
  project: string | null;
}

/** A project that the task's project came to depend on, or no longer depends on. */
export interface EdgeCause {
  kind: 'edge';
  change: 'gained' | 'lost';
  project: string;
}

/** A package of a lock file, or another external dependency. */
export interface PackageCause {
  kind: 'package';
  change: Change;
  /** Without its ecosystem: `pydantic`. */
  name: string;
  /** Where it comes from, as Nx names it: `pypi`, `npm`. */
  ecosystem: string;
  /** Several versions, joined by a comma, where the lock forks; null when it was not there. */
  before: string | null;
  after: string | null;
}

/** What a lock says about a project of the workspace itself: its requirements and extras. */
export interface RequirementsCause {
  kind: 'requirements';
  change: Change;
  /** The distribution's name. */
  name: string;
}

/** A tool's section of a configuration file. */
export interface SettingsCause {
  kind: 'settings';
  change: Change;
  /** Several files in words where which of them it was is not known. */
  file: string;
  /** Dotted key or INI section; null when `file` says it all. */
  section: string | null;
}

/** One of the things a machine or an installation decides, with its versions. */
export interface VersionCause {
  kind: 'interpreter' | 'platform' | 'plugin';
  before: string | null;
  after: string | null;
}

/** A declared environment variable. Its value is never told. */
export interface VariableCause {
  kind: 'variable';
  name: string;
  change: 'set' | 'unset' | 'changed' | 'declared' | 'undeclared';
}

/** The configuration of the task's project, or of one it depends on. */
export interface ConfigurationCause {
  kind: 'configuration';
  project: string;
  /** Dotted keys such as `targets.lint.options.args`. */
  keys: string[];
}

/** Another input of the task that was added or taken away, in Nx's words. */
export interface InputCause {
  kind: 'input';
  change: 'added' | 'removed';
  name: string;
}

/** The hash moved and nothing recorded did: it must be one of these. */
export interface UnrecordedCause {
  kind: 'unrecorded';
  /** Inputs whose values are not recorded, in people's words. */
  candidates: string[];
}

/** The hash did not move, and the task ran all the same; or it runs whatever its hash. */
export interface SameHashCause {
  kind: 'failed-before' | 'cache-skipped' | 'cache-lost' | 'not-cached';
}

/** A reason why a task ran, or would run. */
export type Cause =
  | FileCause
  | EdgeCause
  | PackageCause
  | RequirementsCause
  | SettingsCause
  | VersionCause
  | VariableCause
  | ConfigurationCause
  | InputCause
  | UnrecordedCause
  | SameHashCause;

/** A recorded run, as an explanation names it. */
export interface RunReference {
  /** When it started, ISO 8601. */
  time: string;
  /** What was typed, such as `nx affected -t signal`. */
  command: string;
  hash: string;
  outcome: 'ran' | 'replayed';
  success: boolean;
}

/** The whole answer of `nx-signal explain`, and what it prints with `--json`. */
export interface Explanation {
  /** Of this shape. Fields may be added to a version, never removed or given another meaning. */
  version: 1;
  task: string;
  /** What Nx would do with the task now; null when that was not asked. */
  next: 'run' | 'replay' | null;
  /** What `causes` explain: the run that would come next, the last one that ran, or nothing. */
  subject: 'next' | 'last' | null;
  /** The run that is compared with; null when none is recorded. */
  before: RunReference | null;
  /** The run that is explained; null when that is the one to come. */
  after: RunReference | null;
  /** Most telling first. */
  causes: Cause[];
  /** What keeps a test task from libraries that are imported once for several; left out where nothing does. */
  unshared?: Unshared;
}
