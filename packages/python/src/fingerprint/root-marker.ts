import type { TargetConfiguration } from '@nx/devkit';
import type { TargetInput } from './target-context.js';

/**
 * `affected` never looks at external nodes, so a change of the lock or of a root setting alone would
 * select nothing. A marker is a target of the root project that lists such files, present or not; targets
 * depend on it. It never runs anything, and since its output is never written it moves no hash: what is
 * selected in vain is replayed from the cache.
 */
interface Marker {
  target: string;
  description: string;
}

/** All files above the projects that matter: every Python target depends on it. */
export const rootMarker: Marker = {
  target: 'python-inputs',
  description: 'Files above the Python projects that their targets may read.',
};

/** Files that bring or take a name which ruff goes by: lint depends on it, too. */
export const namesMarker: Marker = {
  target: 'python-names',
  description: 'Files that decide which imports are first party for lint.',
};

const outputOf = ({ target }: Marker) => `.nx-${target}`;

/** Files that markers name as their outputs, at the root; nothing writes them. */
export const markerOutputs: readonly string[] = [rootMarker, namesMarker].map(outputOf);

/** Makes `affected` select a target when a file of a marker changes. */
export const dependsOn = ({ target }: Marker) => ({ projects: ['.'], target });

/** The input that goes with {@link dependsOn}: it selects, and leaves the hash as it is. */
export function inputOf(marker: Marker): TargetInput {
  return { dependentTasksOutputFiles: `**/${outputOf(marker)}` };
}

/**
 * The target of a marker.
 *
 * @param files - globs from the root
 * @param others - globs of files that are none of them
 */
export function markerConfiguration(
  marker: Marker,
  files: readonly string[],
  others: readonly string[] = [],
): TargetConfiguration {
  return {
    executor: 'nx:noop',
    cache: false,
    inputs: [
      ...files.map((file) => `{workspaceRoot}/${file}`),
      // Globs to leave out, alone, would stand for all other files.
      ...(files.length > 0 ? others : []).map((file) => `!{workspaceRoot}/${file}`),
    ],
    outputs: [`{workspaceRoot}/${outputOf(marker)}`],
    metadata: { description: marker.description },
  };
}

/** What every target depends on. */
export const dependsOnMarker = dependsOn(rootMarker);

/** The input that goes with {@link dependsOnMarker}. */
export const markerInput = inputOf(rootMarker);
