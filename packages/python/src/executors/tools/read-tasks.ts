import type { ExecutorContext, ProjectConfiguration } from '@nx/devkit';
import { dataFolder } from '../../data-folder.js';
import { isInside } from '../../project/paths.js';
import { mypyConfig } from '../../project/tool-config.js';
import { configFilesOnDisk } from './config-files.js';
import type { BrokenOptions, ToolOptions, ToolTask, ToolWorkspace } from './tool-task.js';

/** The part of Nx's context that every way of running a task has. */
export type TaskContext = Pick<
  ExecutorContext,
  'root' | 'projectsConfigurations' | 'nxJsonConfiguration'
>;

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
export function pluginOptions(context: TaskContext): { groups: string[]; extras: string[] } {
  const plugins = context.nxJsonConfiguration?.plugins ?? [];
  const own = plugins.find(
    (plugin) => typeof plugin === 'object' && plugin.plugin === '@nx-signal/python',
  );
  const options = (typeof own === 'object' ? own.options : undefined) as
    | { groups?: string[]; extras?: string[] }
    | undefined;
  return { groups: options?.groups ?? [], extras: options?.extras ?? [] };
}

/** A task of Nx as a {@link ToolTask}. */
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
  const config =
    options.kind === 'typecheck'
      ? mypyConfig(project, configFilesOnDisk(context.root)).file
      : undefined;
  return { id, project, nested, config, options };
}

/** What the tools need to know about the workspace, for one environment. */
export function readToolWorkspace(
  environment: string,
  environmentFolder: string,
  context: TaskContext,
): ToolWorkspace {
  return {
    root: context.root,
    environmentFolder,
    cacheFolder: dataFolder(context.root),
    importRoots: projectsIn(environment, context)
      .map(({ root, sourceRoot }) => sourceRoot ?? root)
      .sort(),
  };
}

/** Whether options are those of a project that cannot be used. */
export function isBroken(options: ToolOptions | BrokenOptions): options is BrokenOptions {
  return options.kind === 'broken';
}
