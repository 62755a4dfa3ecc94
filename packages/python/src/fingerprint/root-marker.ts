import type { TargetConfiguration } from '@nx/devkit';
import { quoteGlob } from '../globs.js';
import type { TargetInput } from './target-context.js';

/** The target of the root project whose inputs are all files above the projects that matter. */
export const markerTarget = 'python-inputs';

const markerOutput = '.nx-python-inputs';

/** Makes `affected` select a target when a file of the marker changes. */
export const dependsOnMarker = { projects: ['.'], target: markerTarget };

/** The input that goes with {@link dependsOnMarker}: it selects, and leaves the hash as it is. */
export const markerInput: TargetInput = { dependentTasksOutputFiles: `**/${markerOutput}` };

/**
 * `affected` never looks at external nodes, so a change of the lock or of a root setting alone would
 * select nothing. This target lists those files, present or not; every Python target depends on it.
 * It never runs anything, and since its output is never written it moves no hash: what is selected
 * in vain is replayed from the cache.
 */
export function markerTargetConfiguration(files: readonly string[]): TargetConfiguration {
  return {
    executor: 'nx:noop',
    cache: false,
    inputs: files.map((file) => `{workspaceRoot}/${quoteGlob(file)}`),
    outputs: [`{workspaceRoot}/${markerOutput}`],
    metadata: { description: 'Files above the Python projects that their targets read.' },
  };
}
