import type { TargetConfiguration } from '@nx/devkit';
import { dependsOn, dependsOnMarker, inputOf, namesMarker } from '../fingerprint/root-marker.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import type { TargetKind, TestKind } from '../options/names.js';

/** The members of `signal` that a chain runs one after the other, in its order. */
export const chainedMembers = ['lint', 'typecheck', 'test:unit'] as const;

/** All of them. No audit waits for anything, and nothing for it: its advisories may be slow to come. */
export const signalMembers = [...chainedMembers, 'audit'] as const;

const membersOf = {
  signal: signalMembers,
  confidence: ['test:integration'],
} as const;

/** An aggregate of {@link membersOf}. */
export type Aggregate = keyof typeof membersOf;

function describe(kind: Aggregate, inferred: ReadonlySet<TargetKind>, isSetUp: boolean): string {
  if (kind === 'confidence') return 'Integration tests, which may need services.';
  if (inferred.has('audit')) return 'Quick checks: lint, types, unit tests, security audit.';
  const audit = isSetUp ? '' : ' Security audit: not set up.';
  return `Quick checks: lint, types, unit tests.${audit}`;
}

/**
 * A target that runs others and does nothing itself. It lists files only so that `affected` selects
 * it.
 */
export function aggregateTarget(
  kind: Aggregate,
  { facts, seen }: TargetContext,
  inferred: ReadonlySet<TargetKind>,
): TargetConfiguration | undefined {
  const members = membersOf[kind].filter((member) => inferred.has(member));
  if (members.length === 0 || !facts.options.target(kind)) return undefined;
  const lints = members.some((member) => member === 'lint');
  return {
    executor: 'nx:noop',
    cache: false,
    inputs: ['pyAll', ...seen.inputs, 'pyRoot', ...(lints ? [inputOf(namesMarker)] : [])],
    dependsOn: [
      dependsOnMarker,
      ...(lints ? [dependsOn(namesMarker)] : []),
      // What is typed for an aggregate is for its tools: it would be dropped without a word otherwise.
      ...members.map((member) => ({
        target: facts.options.targetName(member),
        ...(member === 'audit' ? {} : { params: 'forward' as const }),
      })),
    ],
    metadata: {
      description: describe(kind, inferred, facts.options.audit !== undefined),
      technologies: ['python'],
    },
  };
}

/** A target of tests that runs them on each version of Python that options name. */
export function pythonsTarget(
  kind: TestKind,
  { seen }: TargetContext,
  onPythons: readonly string[],
  pythons: readonly string[],
): TargetConfiguration {
  return {
    executor: 'nx:noop',
    cache: false,
    inputs: ['pyAll', ...seen.inputs, 'pyRoot'],
    dependsOn: [
      dependsOnMarker,
      ...onPythons.map((target) => ({ target, params: 'forward' as const })),
    ],
    metadata: {
      description: `Run ${kind} on Python ${pythons.join(', ')}.`,
      technologies: ['python', 'pytest'],
    },
  };
}
