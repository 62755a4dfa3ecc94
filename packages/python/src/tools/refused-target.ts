import type { TargetConfiguration } from '@nx/devkit';
import { formatError, SignalError } from '../errors.js';
import { executors } from '../fingerprint/executors.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import type { TargetKind } from '../options/names.js';
import type { ArgumentReads } from './argument-reads.js';

/** The error for arguments that name what no hash can hold; undefined where there is none. */
function argumentsError(
  { outside, paths, place }: ArgumentReads,
  isIgnored: (path: string) => boolean,
): SignalError | undefined {
  const ignored = paths.find(isIgnored);
  const named = outside[0] ?? ignored;
  if (named === undefined) return undefined;
  const why = outside.length > 0 ? 'which is outside the workspace' : 'which git or Nx ignore';
  return new SignalError({
    code: 'ARGUMENT_UNHASHED',
    message: `\`args\` names ${named}, ${why}: no hash could know of it, and a stored result could be out of date.`,
    place,
    hint: 'name a tracked file by its path inside the workspace.',
  });
}

/** In place of a target that cannot be trusted: it fails with the error, and nothing else does. */
function refusedTarget(error: SignalError, environment: string): TargetConfiguration {
  return {
    executor: executors.check,
    cache: false,
    options: { kind: 'broken', environment },
    metadata: { description: formatError(error), technologies: ['python'] },
  };
}

/** The target of a kind where its arguments cannot be trusted; undefined where they can. */
export function refusedFor(
  kind: TargetKind,
  { facts, isIgnored }: TargetContext,
): TargetConfiguration | undefined {
  const reads = facts.argumentReads[kind];
  const error = reads && argumentsError(reads, isIgnored);
  return error && refusedTarget(error, facts.environment);
}
