import type { ProjectConfiguration } from '@nx/devkit';
import { dataFolder } from '../data-folder.js';
import type { TestKind } from '../options/names.js';
import { registeredOptions } from '../options/registered-options.js';
import { isInside } from '../paths.js';
import { configFilesOnDisk } from '../settings/config-files-on-disk.js';
import type { ConfigFiles } from '../settings/config-lookup.js';
import { searchFolder } from '../tools/pytest/isolate.js';
import { settingsFileFrom } from '../tools/settings.js';
import type {
  AuditOptions,
  BrokenOptions,
  PythonMetadata,
  ToolOptions,
  ToolTask,
  ToolWorkspace,
} from '../tools/tool-task.js';
import type { DeclaredInput } from '../verify/declaration.js';
import { declaredVariables } from '../verify/declared-variables.js';
import type { TargetInput } from '../verify/input-groups.js';
import {
  type ImportingTask,
  type InputContext,
  importingTask,
  type VerifiedTask,
  verifiedTask,
} from '../verify/verified-task.js';
import { skipsCache } from './run-settings.js';
import { refuseUnhashedArguments } from './unhashed-arguments.js';

/** The part of Nx's context that every way of running a task has. */
export type TaskContext = InputContext;

/** Which task of Nx is meant. */
export interface NamedTask {
  /** With the name of the configuration, if there is one. */
  id: string;
  project: string;
  target: string;
}

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
  groups?: string[] | '*';
  extras?: string[] | '*';
  targets?: Partial<Record<TestKind, false | { inputs?: DeclaredInput[]; env?: string[] }>>;
}

function ownOptions({ nxJsonConfiguration = {} }: TaskContext): PluginOptions {
  return (registeredOptions(nxJsonConfiguration) as PluginOptions | undefined) ?? {};
}

/** What nx.json says about the contents of environments. */
export function pluginOptions(context: TaskContext): { groups: string[]; extras: string[] } {
  const { groups = [], extras = [] } = ownOptions(context);
  return { groups: [groups].flat(), extras: [extras].flat() };
}

function verifiedTests(
  { id, project }: NamedTask,
  options: ToolOptions,
  inputs: readonly TargetInput[],
  variables: readonly string[],
  context: TaskContext,
): VerifiedTask | undefined {
  if (options.kind !== 'test') return undefined;
  const { testKind, report, environment, verifyInputs = 'off' } = options;
  if (!testKind || verifyInputs === 'off') return undefined;
  const shared = ownOptions(context).targets?.[testKind] || {};
  const known = { variables, shared: shared.inputs ?? [], sharedVariables: shared.env ?? [] };
  const own = { testKind, report, environment, verifyInputs };
  return verifiedTask(id, project, own, inputs, known, context);
}

function importingTypes(
  { id, project }: NamedTask,
  options: ToolOptions,
  inputs: readonly TargetInput[],
  context: TaskContext,
): ImportingTask | undefined {
  if (options.kind !== 'typecheck') return undefined;
  const { kind, tool, environment, verifyInputs = 'off' } = options;
  if (verifyInputs === 'off') return undefined;
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

/** Names of the variables that are inputs of a task. */
function variablesOf(
  inputs: readonly TargetInput[],
  project: ProjectConfiguration | undefined,
  context: TaskContext,
): string[] {
  const named = { ...context.nxJsonConfiguration?.namedInputs, ...project?.namedInputs };
  return declaredVariables(inputs, named);
}

function metadataOf(project: ProjectConfiguration | undefined): Partial<PythonMetadata> {
  return (project?.metadata as Partial<PythonMetadata> | undefined) ?? {};
}

const isInstalled = (project: ProjectConfiguration) => !metadataOf(project).notInstalled;

/** The folder of packages of a project that is not installed. */
function ownRootOf(project: ProjectConfiguration | undefined): string | undefined {
  if (!project || isInstalled(project) || project.sourceRoot === project.root) return undefined;
  return project.sourceRoot;
}

/**
 * A task of Nx as a {@link ToolTask}.
 *
 * @throws SignalError ARGUMENT_UNHASHED
 */
export function readToolTask(
  named: NamedTask,
  options: ToolOptions,
  context: TaskContext,
): ToolTask {
  const projects = context.projectsConfigurations?.projects ?? {};
  const owner = projects[named.project];
  const target = owner?.targets?.[named.target];
  const inputs = target?.inputs ?? [];
  const project = owner?.root ?? '.';
  const roots = Object.values(projects)
    .map(({ root }) => root)
    .filter((root) => root !== project && isInside(root, project));
  const nested = [...roots, ...(metadataOf(owner).checkouts ?? [])].sort();
  const config = settingsFile(project, options, context);
  const variables = variablesOf(inputs, owner, context);
  const verified = verifiedTests(named, options, inputs, variables, context);
  const imports = importingTypes(named, options, inputs, context);
  const ownRoot = ownRootOf(owner);
  const isStored = target?.cache === true && !skipsCache();
  const facts = { id: named.id, project, nested, config, variables, options, isStored };
  const measured = options.kind === 'test' && options.coverage !== undefined;
  const coverageConfig = measured
    ? settingsFileFrom('coverage', project, configFiles(context))
    : undefined;
  const task = { ...facts, coverageConfig, verified, imports, ownRoot };
  refuseUnhashedArguments(task, named, target, context);
  return task;
}

/** What the tools need to know about the workspace, for one environment. */
export function readToolWorkspace(
  environment: string,
  environmentFolder: string,
  context: TaskContext,
): ToolWorkspace {
  const projects = projectsIn(environment, context);
  const installed = projects.filter(isInstalled);
  const rootsOf = (some: readonly ProjectConfiguration[]) =>
    some.map(({ sourceRoot, root }) => sourceRoot ?? root).sort();
  return {
    root: context.root,
    environmentFolder,
    cacheFolder: dataFolder(context.root),
    importRoots: rootsOf(installed),
    sourceFolders: rootsOf(
      installed.filter(({ sourceRoot, root }) => sourceRoot && sourceRoot !== root),
    ),
    ownRoots: rootsOf(projects.filter((project) => !installed.includes(project))),
  };
}

/** Whether options are those of a project that cannot be used. */
export function isBroken(
  options: ToolOptions | AuditOptions | BrokenOptions,
): options is BrokenOptions {
  return options.kind === 'broken';
}
