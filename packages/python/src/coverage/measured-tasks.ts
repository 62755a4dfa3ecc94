import type { ProjectGraph } from '@nx/devkit';
import type { TestOptions } from '../tools/tool-task.js';

/** A task that measures coverage. */
export interface MeasuredTask {
  project: string;
  target: string;
  /** Of the project, from the workspace root. */
  folder: string;
  options: TestOptions;
}

/** All tasks of a workspace that measure coverage, by project. */
export function measuredTasks({ nodes }: Pick<ProjectGraph, 'nodes'>): MeasuredTask[] {
  return Object.keys(nodes)
    .sort()
    .flatMap((project) => {
      const { root = '.', targets = {} } = nodes[project]?.data ?? {};
      return Object.entries(targets).flatMap(([target, { options }]) =>
        options?.kind === 'test' && options.coverage !== undefined
          ? [{ project, target, folder: root, options: options as TestOptions }]
          : [],
      );
    });
}

/** Where a task leaves its reports, from the workspace root. */
export function reportFolder({ project, options }: MeasuredTask): string {
  return options.report.replace('{projectName}', project);
}
