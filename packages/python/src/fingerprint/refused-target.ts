import type { TargetConfiguration } from '@nx/devkit';
import { formatError, SignalError } from '../errors.js';
import type { TargetKind } from '../options/names.js';
import type { ToolConfig } from '../settings/config-lookup.js';
import type { ArgumentReads } from '../tools/argument-reads.js';
import type { ConfiguredTool } from '../tools/settings.js';
import { executors } from './executors.js';
import type { TargetContext } from './target-context.js';

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
    message: `\`args\` names ${named}, ${why}: it cannot be hashed, so a stored result could be out of date.`,
    place,
    hint: 'name a tracked file by its path inside the workspace.',
  });
}

/** In place of a target that cannot be trusted: it fails with the error, and nothing else does. */
export function refusedTarget(error: SignalError, environment: string): TargetConfiguration {
  return {
    executor: executors.check,
    cache: false,
    options: { kind: 'broken', environment },
    metadata: { description: formatError(error), technologies: ['python'] },
  };
}

function settingsError({ outside: [first] = [] }: ToolConfig): SignalError | undefined {
  if (first === undefined) return undefined;
  const { file, name } = first;
  return new SignalError({
    code: 'SETTINGS_OUTSIDE',
    message: `${file} extends ${name}, which is outside the repository and cannot be hashed.`,
    place: { file },
    hint: 'move that file into the repository, and use a relative path.',
  });
}

/** The target of a kind that cannot be trusted, since no hash could hold what its tool reads; else undefined. */
export function refusedFor(
  kind: TargetKind,
  tool: ConfiguredTool,
  { facts, isIgnored }: TargetContext,
): TargetConfiguration | undefined {
  const reads = facts.argumentReads[kind];
  const error = (reads && argumentsError(reads, isIgnored)) ?? settingsError(facts.config[tool]);
  return error && refusedTarget(error, facts.environment);
}
