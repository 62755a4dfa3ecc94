import type { TargetInput } from './target-context.js';

/**
 * Version of what a fingerprint holds. A change of the plugin's own version misses everything anyway; this
 * one is for the work between two releases. It enters every hash through the plugin's node.
 *
 * - 1: files, the files of dependencies, the locked tool and closure, settings above the project.
 * - 2: settings above the workspace, files that `args` name, plugins of mypy in other projects, the names
 *   that make an import first party for ruff.
 * - 3: what is installed beside a lock that lacks the tool; pytest for checkers of tests; programs that
 *   tests start see what the tests see.
 * - 4: what settings of a type checker let it check beside the project; the `__init__` of packages around a
 *   project's modules that is another project's.
 * - 5: nothing of what only the tests and groups of a dependency need.
 */
export const fingerprintVersion = 5;

/**
 * All that enters the hash of a task that runs a tool. Targets fill it from facts, and Nx's inputs are
 * made from it and from nothing else: what is missing here, no hash knows of. The first sentence of each
 * field is a row of the table in docs/guides/caching.md.
 */
export interface ToolFingerprint {
  /** The project's files and what links lead to, without caches and reports; of tests only those of the own target; prose outside of packages for lint only. */
  files: readonly string[];
  /** The tool, as it is locked. External nodes; none without a lock. */
  tool: readonly string[];
  /** The tool's section of every configuration file it reads above the project. External nodes. */
  settings: readonly string[];
  /** Settings between the workspace and the root of its git repository, where these are two folders. */
  settingsAbove: readonly TargetInput[];
  /** Files and folders that `args` names, and what settings among them build on. */
  argumentFiles: readonly string[];
  /** What is installed, where no tracked lock says it; of all that, lint goes by ruff alone. A `runtime` input. */
  installed: readonly TargetInput[];
  /** Files and variables that options declare. */
  declared: readonly TargetInput[];
  /** This plugin, whose version decides how tools are run. An external node. */
  plugin: string;
}

/** What a task depends on besides when its tool reads or imports what is installed. */
export interface InstalledFingerprint extends ToolFingerprint {
  /** Production files of the projects it depends on, at any depth but for what only tests of these need, and the `__init__` that others have for packages around its modules. Named inputs of projects. */
  dependencies: readonly TargetInput[];
  /** The project's closure in the lock: its dependencies and the groups that are installed. External nodes. */
  closure: readonly string[];
  /** All of the lock, where `verifyInputs` is not `error`: then the tool sees what only a neighbour needs. External nodes. */
  neighbours: readonly string[];
  /** The interpreter's version. */
  interpreter: TargetInput;
  /** Operating system and processor. An external node. */
  platform: string;
}

/** `lint`. */
export interface LintFingerprint extends ToolFingerprint {
  kind: 'lint';
  /** A file of the project with the command that has ruff format it. */
  commands: readonly string[];
}

/** `typecheck`. */
export interface TypecheckFingerprint extends InstalledFingerprint {
  kind: 'typecheck';
  /** Stubs, search paths and baselines that the checker's settings name outside all projects; plugins, and what the project's own settings let it check beside the project, anywhere. */
  searched: readonly string[];
  /** Sources of the projects that plugins are part of, and of those that these depend on. */
  pluginSources: readonly string[];
}

/** The test targets. `conftest.py` above the project counts as settings of pytest. */
export interface TestFingerprint extends InstalledFingerprint {
  kind: 'test';
}

/** `build`. Only files that are in the hash are there when the backend runs. */
export interface BuildFingerprint {
  kind: 'build';
  /** Production files of the project, with its prose and the modules that git ignores. Named input. */
  sources: readonly TargetInput[];
  /** The same of siblings that its build requires, and of all that these need. Named inputs of projects. */
  required: readonly TargetInput[];
  /** `.gitignore` of the folders above, which backends go by. */
  ignoreFiles: readonly string[];
  /** uv's settings above the project: sources, indexes, constraints of builds. External node. */
  uv: string;
  /** uv's version, whose own backend it may use. A `runtime` input. */
  frontend: TargetInput;
  /** What the lock has of the requirements of its build, which are held to that. External nodes. */
  backend: readonly string[];
  /** The compilers, by what they say of themselves, and the variables that steer them; where anything is compiled. */
  compilers: readonly TargetInput[];
  /** What of git is in a version or a date; where it is. `runtime` inputs. */
  history: readonly TargetInput[];
  /** Files and variables that options declare. */
  declared: readonly TargetInput[];
  /** This plugin, whose version decides how tools are run. An external node. */
  plugin: string;
  /** The interpreter's version. */
  interpreter: TargetInput;
  /** Operating system and processor. An external node. */
  platform: string;
}

/** All that enters the hash of a task that runs a tool of the signal, by its kind. */
export type TaskFingerprint = LintFingerprint | TypecheckFingerprint | TestFingerprint;
