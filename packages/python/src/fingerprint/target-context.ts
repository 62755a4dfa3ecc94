import type { TargetConfiguration } from '@nx/devkit';
import type { SignalError } from '../errors.js';
import type { TestKind, TypeChecker } from '../options/names.js';
import type { ProjectFacts } from '../project/facts.js';
import type { ConfiguredTool } from '../tools/settings.js';
import type { SeenInputs } from './seen-inputs.js';

/** Names of the external nodes a target can list; all of them exist in the same graph. */
export interface ExternalNames {
  /** This plugin, whose version decides how tools are run. */
  plugin: string;
  /** Operating system and processor. */
  platform: string;
  /** The nodes of a locked distribution: several when the lock forks on it, none without a lock. */
  distribution(name: string): string[];
  /** The version of ruff that is pinned where no uv.lock says one. */
  pinned: readonly string[];
  /**
   * Where the closure of the project's installed code starts: itself, its groups, shared groups.
   *
   * @param used - the program the target runs; the others are left out of groups
   */
  project(used?: TypeChecker): string[];
  /** Where the closure of the project's image starts: itself with some extras and groups. */
  image(extras: readonly string[], groups: readonly string[]): string[];
  /** Whether the lock can be restricted to one image: only uv's can. */
  prunable: boolean;
  /** The node for all that the lock has, for what may see the whole environment. */
  everything: string[];
  /** Where the closure of the project's audit starts: all that the lock holds for it. */
  audited: string[];
  /** What decides how findings of the audit are judged. */
  auditPolicy: string;
  /** What a tool reads above the project. */
  config(tool: ConfiguredTool): string;
  /** Names of folders and modules that ruff may go by. */
  names: string;
}

/** A project that another one is shipped with. */
export interface ShippedProject {
  project: string;
  /** Where its build goes, see {@link BuildContext.output}. */
  output: string;
  /** The target that builds it; undefined where there is none. */
  target: string | undefined;
}

/** What the build of a project has to do with others. Names are those in Nx. */
export interface BuildContext {
  /** The folder for its results, relative to the workspace root; nothing else is in it. */
  output: string;
  /** Builds before its own, as targets. */
  before: readonly { project: string; target: string }[];
  /** The same, of uploads to an index. */
  publishedBefore: readonly string[];
  /** Projects whose files its build reads, and their folders. */
  required: readonly { project: string; directory: string }[];
  /** All that it is shipped with: what it declares for production, at any depth. */
  shipped: readonly ShippedProject[];
  /** Whether anything but packing files is done. */
  isCompiled: boolean;
}

/** What a target is made from. */
export interface TargetContext {
  facts: ProjectFacts;
  externals: ExternalNames;
  /** The input that carries the interpreter's identity into the hash. */
  interpreter: TargetInput;
  /** The same for tests that are to run on a version of Python. */
  interpreterOf(python: string): TargetInput;
  /** Why the tests of a target cannot run on a version of Python. */
  pythonError(python: string, kind: TestKind): SignalError | undefined;
  /** What the project sees of those it depends on. */
  seen: SeenInputs;
  /** Projects in the order in which they are built. */
  builds: BuildContext;
  /** Patterns of the sources behind the type checker's plugins in other projects, from the root. */
  pluginSources: readonly string[];
  /** Folders of the projects that these belong to. */
  pluginProjects: readonly string[];
  /** Whether git or Nx ignore a path that an argument names. */
  isIgnored(path: string): boolean;
  /** What is installed, as an input, where no tracked lock says it; nothing elsewhere. */
  unlocked: readonly TargetInput[];
  /** Whether the closure of the project's audit holds anything from outside of the workspace. */
  isThirdParty(): boolean;
  /** What some tools read above the workspace. */
  settingsAbove(tools: readonly ConfiguredTool[]): TargetInput[];
  /**
   * What carries into the hash what is installed, where no tracked lock says it, and where a lock lacks
   * the tool, so that somebody has installed it beside; nothing elsewhere.
   *
   * @param part - of all that is installed, the target may go by the tool alone
   */
  installed(tool: string, part?: 'alone'): TargetInput[];
}

/** A value of a target's `inputs`. */
export type TargetInput = NonNullable<TargetConfiguration['inputs']>[number];
