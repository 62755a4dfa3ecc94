import type { ExecutorContext, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import type { TestKind } from '../options/names.js';
import { isInside } from '../paths.js';
import { configFilesOnDisk } from '../settings/config-files-on-disk.js';
import type { ConfigFiles } from '../settings/config-lookup.js';
import { searchFolder } from '../tools/pytest/isolate.js';
import { settingsFileFrom } from '../tools/settings.js';
import type { BrokenOptions, ToolOptions, ToolTask, ToolWorkspace } from '../tools/tool-task.js';
import type { DeclaredInput } from '../verify/declaration.js';
import { declaredVariables } from '../verify/declared-variables.js';
import {
  type ImportingTask,
  importingTask,
  inputsOfTarget,
  type VerifiedTask,
  verifiedTask,
} from '../verify/verified-task.js';
import { refuseUnhashedArguments } from './unhashed-arguments.js';

/** The part of Nx's context that every way of running a task has. */
export type TaskContext = Pick<
  ExecutorContext,
  'root' | 'projectsConfigurations' | 'nxJsonConfiguration'
> &
  Partial<Pick<ExecutorContext, 'projectGraph'>>;

/** The environment that a project's inferred targets name, if it has any. */
export function environmentOf(project: ProjectConfiguration): string | undefined {
  const targets = Object.values(project.targets ?? {});
  return targets
    .map(({ options }) => options?.environment)
    .find((value) => typeof value === 'string');
}

/** Folders of the projects that share an environment. */
export function projectsIn(environment: string, context: TaskContext): ProjectConfiguration[] {
  const projects = Object.values(context.projectsConfigurations?.projects ?? {});
  return projects.filter((project) => environmentOf(project) === environment);
}

/** Options of the plugin in nx.json, as far as the executors use them. */
interface PluginOptions {
  groups?: string[];
  extras?: string[];
  targets?: Partial<Record<TestKind, false | { inputs?: DeclaredInput[]; env?: string[] }>>;
}

function ownOptions(context: TaskContext): PluginOptions {
  const plugins = context.nxJsonConfiguration?.plugins ?? [];
  const own = plugins.find(
    (plugin) => typeof plugin === 'object' && plugin.plugin === '@nx-signal/python',
  );
  return (typeof own === 'object' ? (own.options as PluginOptions | undefined) : undefined) ?? {};
}

/** What nx.json says about the contents of environments. */
export function pluginOptions(context: TaskContext): { groups: string[]; extras: string[] } {
  const { groups = [], extras = [] } = ownOptions(context);
  return { groups, extras };
}

function verifiedTests(
  id: string,
  project: string,
  options: ToolOptions,
  variables: readonly string[],
  context: TaskContext,
): VerifiedTask | undefined {
  if (options.kind !== 'test') return undefined;
  const { testKind, report, environment, verifyInputs = 'off' } = options;
  if (!testKind || verifyInputs === 'off') return undefined;
  const { inputs = [], env = [] } = ownOptions(context).targets?.[testKind] || {};
  const known = { variables, shared: inputs, sharedVariables: env };
  return verifiedTask(id, project, { testKind, report, environment, verifyInputs }, known, context);
}

function importingTypes(
  id: string,
  project: string,
  options: ToolOptions,
  context: TaskContext,
): ImportingTask | undefined {
  if (options.kind !== 'typecheck') return undefined;
  const { kind, tool, environment, verifyInputs = 'off' } = options;
  if (verifyInputs === 'off') return undefined;
  const inputs = inputsOfTarget(project, context, (own) => own['kind'] === kind);
  return importingTask(id, project, { kind, tool, environment, verifyInputs }, inputs, context);
}

/** Configuration by the context of the tasks that read it: those of one batch look in the same places. */
const known = new WeakMap<TaskContext, ConfigFiles>();

function configFiles(context: TaskContext): ConfigFiles {
  const files = known.get(context) ?? configFilesOnDisk(context.root);
  known.set(context, files);
  return files;
}

/** The file whose settings a tool is to follow. */
function settingsFile(
  project: string,
  options: ToolOptions,
  context: TaskContext,
): string | undefined {
  const files = configFiles(context);
  if (options.kind === 'typecheck') return settingsFileFrom(options.tool, project, files);
  if (options.kind !== 'test') return settingsFileFrom('ruff', project, files);
  return settingsFileFrom('pytest', searchFolder(project, options.paths, context.root), files);
}

/** The target of a task. */
function targetOf(
  id: string,
  projectName: string,
  context: TaskContext,
): TargetConfiguration | undefined {
  const project = context.projectsConfigurations?.projects[projectName];
  const own = Object.entries(project?.targets ?? {}).filter(([name]) =>
    `${id}:`.startsWith(`${projectName}:${name}:`),
  );
  // Behind the name of the target may stand that of a configuration.
  return own.sort(([a], [b]) => b.length - a.length)[0]?.[1];
}

/** Names of the variables that are inputs of a task. */
function variablesOf(
  target: TargetConfiguration | undefined,
  projectName: string,
  context: TaskContext,
): string[] {
  const project = context.projectsConfigurations?.projects[projectName];
  const named = { ...context.nxJsonConfiguration?.namedInputs, ...project?.namedInputs };
  return declaredVariables(target?.inputs ?? [], named);
}

/**
 * A task of Nx as a {@link ToolTask}.
 *
 * @throws SignalError ARGUMENT_UNHASHED
 */
export function readToolTask(
  id: string,
  projectName: string,
  options: ToolOptions,
  context: TaskContext,
): ToolTask {
  const projects = context.projectsConfigurations?.projects ?? {};
  const project = projects[projectName]?.root ?? '.';
  const nested = Object.values(projects)
    .map(({ root }) => root)
    .filter((root) => root !== project && isInside(root, project))
    .sort();
  const config = settingsFile(project, options, context);
  const target = targetOf(id, projectName, context);
  const variables = variablesOf(target, projectName, context);
  const verified = verifiedTests(id, projectName, options, variables, context);
  const imports = importingTypes(id, projectName, options, context);
  const task = { id, project, nested, config, variables, options, verified, imports };
  refuseUnhashedArguments(task, projectName, target, context);
  return task;
}

/** What the tools need to know about the workspace, for one environment. */
export function readToolWorkspace(
  environment: string,
  environmentFolder: string,
  context: TaskContext,
): ToolWorkspace {
  const roots = projectsIn(environment, context);
  return {
    root: context.root,
    environmentFolder,
    cacheFolder: dataFolder(context.root),
    importRoots: roots.map(({ sourceRoot, root }) => sourceRoot ?? root).sort(),
    sourceFolders: roots
      .flatMap(({ sourceRoot, root }) => (sourceRoot && sourceRoot !== root ? [sourceRoot] : []))
      .sort(),
  };
}

/** Whether options are those of a project that cannot be used. */
export function isBroken(options: ToolOptions | BrokenOptions): options is BrokenOptions {
  return options.kind === 'broken';
}
