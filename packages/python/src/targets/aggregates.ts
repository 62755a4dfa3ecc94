import type { TargetConfiguration } from '@nx/devkit';
import { dependsOn, dependsOnMarker, inputOf, namesMarker } from '../fingerprint/root-marker.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import type { TargetKind } from '../options/names.js';

/** The members of `signal`, in the order a chain runs them. */
export const signalMembers = ['lint', 'typecheck', 'test:unit'] as const;

const membersOf = {
  signal: signalMembers,
  confidence: ['test:integration'],
} as const;

/** An aggregate of {@link membersOf}. */
export type Aggregate = keyof typeof membersOf;

const descriptions: Record<Aggregate, string> = {
  signal: 'Everything that answers in seconds: lint, types, unit tests.',
  confidence: 'What needs services: the integration tests.',
};

/**
 * A target that runs others and does nothing itself. It lists files only so that `affected` selects
 * it.
 */
export function aggregateTarget(
  kind: Aggregate,
  { facts }: TargetContext,
  inferred: ReadonlySet<TargetKind>,
): TargetConfiguration | undefined {
  const members = membersOf[kind].filter((member) => inferred.has(member));
  if (members.length === 0 || !facts.options.target(kind)) return undefined;
  const lints = members.some((member) => member === 'lint');
  return {
    executor: 'nx:noop',
    cache: false,
    inputs: ['pyAll', '^pyProd', 'pyRoot', ...(lints ? [inputOf(namesMarker)] : [])],
    dependsOn: [
      dependsOnMarker,
      ...(lints ? [dependsOn(namesMarker)] : []),
      // What is typed for an aggregate is for its members: it would be dropped without a word otherwise.
      ...members.map((member) => ({
        target: facts.options.targetName(member),
        params: 'forward' as const,
      })),
    ],
    metadata: { description: descriptions[kind], technologies: ['python'] },
  };
}
