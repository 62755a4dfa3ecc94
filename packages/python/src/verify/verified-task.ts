import { join, relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import { normalizeName } from '../normalize-name.js';
import { closureOf } from './closure.js';
import type { DeclaredInput } from './declaration.js';
import { groupMatcher } from './input-group.js';
import { type InputGraph, inputGroups, type TargetInput } from './input-groups.js';
import { inputsFolder } from './observed.js';
import { type AllowedPackages, lockIn } from './packages.js';
import { type CoveredTask, ownerOf } from './undeclared-reads.js';

/** A task whose imports are compared with the dependencies of its project. */
export interface ImportingTask {
  /** Nx's id. */
  id: string;
  /** Name of its project. */
  project: string;
  /** Folder of its project. */
  directory: string;
  /** The target's kind, its key in `[tool.nx-signal.targets]`. */
  kind: string;
  /** Whether what is undeclared fails the task. */
  fails: boolean;
  /** Absolute. */
  workspaceRoot: string;
  /** Folders of all projects of the workspace. */
  projectRoots: ReadonlySet<string>;
  /** Folder of the environment's lock, relative to the workspace root. */
  environment: string;
  /** The distributions it may see; undefined where no lock says all that is installed. */
  packages: AllowedPackages | undefined;
}

/** A test task whose reads are compared with its inputs. */
export interface VerifiedTask extends CoveredTask, ImportingTask {
  /** Absolute path of the folder for the lists of this run. */
  lists: string;
  /** Names of the variables that are among its inputs. */
  variables: readonly string[];
  /** Inputs that nx.json sets for the target. */
  shared: readonly DeclaredInput[];
  /** Variables that it sets for it. */
  sharedVariables: readonly string[];
  graph: InputGraph;
}

/** The part of Nx's context that inputs are expanded with. */
export type InputContext = Pick<
  ExecutorContext,
  'root' | 'projectsConfigurations' | 'nxJsonConfiguration'
> &
  Partial<Pick<ExecutorContext, 'projectGraph'>>;

/** What a task's options say about it. */
export interface VerifiedOptions {
  testKind: string;
  report: string;
  verifyInputs: 'warn' | 'error';
  environment: string;
}

interface SharedFacts {
  /** Distribution of each external node that comes out of a lock. */
  distributions: Map<string, string>;
  graph: InputGraph;
  projectRoots: Set<string>;
  /** Name of the lock of each environment that was asked for; undefined where none is in the graph. */
  locks: Map<string, string | undefined>;
}

/** By context, which all tasks of a batch share. */
const known = new WeakMap<object, SharedFacts>();

/** Nodes of locks among the external ones; the plugin names the others differently. */
function lockedDistributions({ projectGraph }: InputContext): Map<string, string> {
  const nodes = Object.entries(projectGraph?.externalNodes ?? {});
  return new Map(
    nodes
      .filter(([name]) => /^(pypi|lock):/.test(name))
      .map(([name, { data }]) => [name, normalizeName(data.packageName)]),
  );
}

function sharedFacts(context: InputContext): SharedFacts {
  const before = known.get(context);
  if (before) return before;
  const projects = context.projectsConfigurations?.projects ?? {};
  const dependencies = Object.entries(context.projectGraph?.dependencies ?? {}).map(
    ([name, edges]): [string, string[]] => [name, edges.map(({ target }) => target)],
  );
  const facts = {
    graph: {
      projects,
      dependencies: Object.fromEntries(dependencies),
      namedInputs: context.nxJsonConfiguration?.namedInputs ?? {},
    },
    distributions: lockedDistributions(context),
    projectRoots: new Set(Object.values(projects).map(({ root }) => root)),
    locks: new Map(),
  };
  known.set(context, facts);
  return facts;
}

/** Whether the graph has nodes of an environment's lock: nodes below the root name its folder. */
function isInGraph(environment: string, distributions: ReadonlyMap<string, string>): boolean {
  const scope = environment === '.' ? undefined : ` (${environment})`;
  return [...distributions.keys()].some((name) =>
    scope === undefined ? !name.includes(' (') : name.includes(scope),
  );
}

function lockOf(environment: string, context: InputContext): string | undefined {
  const { locks, distributions } = sharedFacts(context);
  if (!locks.has(environment)) {
    const lock = isInGraph(environment, distributions) && lockIn(context.root, environment);
    locks.set(environment, lock || undefined);
  }
  return locks.get(environment);
}

/** What is needed to speak about the imports of a task, out of Nx's context; no file is read, only looked for. */
export function importingTask(
  id: string,
  project: string,
  target: { kind: string; tool: string; verifyInputs: 'warn' | 'error'; environment: string },
  inputs: readonly TargetInput[],
  context: InputContext,
): ImportingTask {
  const { graph, projectRoots, distributions } = sharedFacts(context);
  const fails = target.verifyInputs === 'error';
  const lock = lockOf(target.environment, context);
  const closure = closureOf(project, inputs, graph, distributions);
  // With a tool that the lock lacks, all that is installed is in the hash.
  const seesAll = lock !== 'uv.lock' && !closure.has(target.tool);
  return {
    id,
    project,
    directory: graph.projects[project]?.root ?? '.',
    kind: target.kind,
    fails,
    workspaceRoot: context.root,
    projectRoots,
    environment: target.environment,
    packages: lock === undefined || seesAll ? undefined : { closure, lock, refuses: fails },
  };
}

/** Tells whether a file is among some inputs of a project's target. */
export function inputsMatcher(
  project: string,
  inputs: readonly TargetInput[],
  context: InputContext,
): (file: string) => boolean {
  const { graph, projectRoots } = sharedFacts(context);
  return groupMatcher(inputGroups(project, inputs, graph), (file) => ownerOf(file, projectRoots));
}

/** What verifying needs to know, out of Nx's context; no file is read. */
export function verifiedTask(
  id: string,
  project: string,
  options: VerifiedOptions,
  inputs: readonly TargetInput[],
  known: Pick<VerifiedTask, 'variables' | 'shared' | 'sharedVariables'>,
  context: InputContext,
): VerifiedTask {
  const { graph } = sharedFacts(context);
  const { testKind } = options;
  return {
    ...importingTask(id, project, { ...options, kind: testKind, tool: 'pytest' }, inputs, context),
    lists: join(inputsFolder(context.root), `${encodeURIComponent(id)}.${process.pid}`),
    ...known,
    groups: inputGroups(project, inputs, graph),
    graph,
    outputs: [options.report, relative(context.root, dataFolder(context.root))],
  };
}
