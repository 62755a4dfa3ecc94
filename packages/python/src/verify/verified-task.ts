import { join, relative } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import { normalizeName } from '../normalize-name.js';
import { closureOf } from './closure.js';
import type { DeclaredInput } from './declaration.js';
import { type InputGraph, inputGroups } from './input-groups.js';
import { inputsFolder } from './observed.js';
import { type AllowedPackages, lockIn } from './packages.js';
import type { CoveredTask } from './undeclared-reads.js';

/** A test task whose reads are compared with its inputs. */
export interface VerifiedTask extends CoveredTask {
  /** Nx's id. */
  id: string;
  /** Name of its project. */
  project: string;
  /** The target's kind, its key in `[tool.nx-signal.targets]`. */
  kind: string;
  /** Whether undeclared reads fail the task. */
  fails: boolean;
  /** Absolute. */
  workspaceRoot: string;
  /** Absolute path of the folder for the lists of this run. */
  lists: string;
  /** Names of the variables that are among its inputs. */
  variables: readonly string[];
  /** Inputs that nx.json sets for the target. */
  shared: readonly DeclaredInput[];
  /** Variables that it sets for it. */
  sharedVariables: readonly string[];
  graph: InputGraph;
  /** Folder of the environment's lock, relative to the workspace root. */
  environment: string;
  /** The distributions it may see; undefined where no lock says what is installed. */
  packages: AllowedPackages | undefined;
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
  };
  known.set(context, facts);
  return facts;
}

/** What verifying needs to know, out of Nx's context; no file is read. */
export function verifiedTask(
  id: string,
  project: string,
  options: VerifiedOptions,
  known: Pick<VerifiedTask, 'variables' | 'shared' | 'sharedVariables'>,
  context: InputContext,
): VerifiedTask {
  const { graph, projectRoots, distributions } = sharedFacts(context);
  const own = context.projectsConfigurations?.projects[project];
  const directory = own?.root ?? '.';
  const target = Object.values(own?.targets ?? {}).find(
    (candidate) => candidate.options?.testKind === options.testKind,
  );
  const inputs = target?.inputs ?? [];
  const fails = options.verifyInputs === 'error';
  const lock = lockIn(context.root, options.environment);
  return {
    id,
    project,
    kind: options.testKind,
    fails,
    workspaceRoot: context.root,
    lists: join(inputsFolder(context.root), `${encodeURIComponent(id)}.${process.pid}`),
    ...known,
    groups: inputGroups(project, inputs, graph),
    directory,
    projectRoots,
    graph,
    environment: options.environment,
    packages:
      lock === undefined
        ? undefined
        : { closure: closureOf(project, inputs, graph, distributions), lock, refuses: fails },
    outputs: [options.report, relative(context.root, dataFolder(context.root))],
  };
}
