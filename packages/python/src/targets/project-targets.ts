import type { TargetConfiguration } from '@nx/devkit';
import { auditTarget } from '../audit/target.js';
import { dockerBuildTargets } from '../docker/target.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import { isPlain, projectPrefix } from '../globs.js';
import { type TargetKind, testKinds } from '../options/names.js';
import { serveTarget } from '../serve/target.js';
import { typecheckTarget } from '../tools/checkers/target.js';
import { testTarget } from '../tools/pytest/target.js';
import { fixTarget } from '../tools/ruff/fix-target.js';
import { lintTarget } from '../tools/ruff/target.js';
import { aggregateTarget, chainedMembers } from './aggregates.js';
import { addNotes } from './notes.js';

/** Lets each member of the signal wait for the one before it, so that a failure skips the rest. */
function chainTargets(
  targets: Record<string, TargetConfiguration>,
  names: readonly string[],
): void {
  for (const [index, name] of names.entries()) {
    const before = names[index - 1];
    if (before !== undefined) targets[name]?.dependsOn?.push(before);
  }
}

/** The same inputs for a folder whose name Nx cannot put into a glob. */
function withPrefix({ inputs, ...target }: TargetConfiguration, directory: string) {
  const prefix = projectPrefix(directory);
  const named = inputs?.map((input) =>
    typeof input === 'string' ? input.replace(/^(!?)\{projectRoot\}/, `$1${prefix}`) : input,
  );
  return { ...target, ...(named ? { inputs: named } : {}) };
}

/**
 * Has Nx Cloud record what a task reads, and never hash by that record in place of the inputs: tasks of a batch are not
 * recorded, so a record of one that ran alone would speak for them.
 */
function onlyRecorded(target: TargetConfiguration): TargetConfiguration {
  return target.cache ? { ...target, ultracache: { mode: 'warn' } } : target;
}

/** All targets of one project, by their names in Nx. */
export function projectTargets(context: TargetContext): Record<string, TargetConfiguration> {
  const { directory } = context.facts;
  const inferred = Object.entries(inferredTargets(context));
  const entries = inferred.map(([name, target]) => [name, onlyRecorded(target)] as const);
  if (isPlain(directory)) return Object.fromEntries(entries);
  return Object.fromEntries(entries.map(([name, target]) => [name, withPrefix(target, directory)]));
}

function inferredTargets(context: TargetContext): Record<string, TargetConfiguration> {
  const { options } = context.facts;
  const targets: Record<string, TargetConfiguration> = {};
  const byKind = new Map<TargetKind, TargetConfiguration>();
  const add = (kind: TargetKind, target: TargetConfiguration | undefined) => {
    if (!target) return;
    byKind.set(kind, target);
    targets[options.targetName(kind)] = target;
  };
  add('lint', lintTarget(context));
  add('fix', fixTarget(context));
  add('typecheck', typecheckTarget(context));
  for (const kind of testKinds) add(kind, testTarget(kind, context));
  add('audit', auditTarget(context));
  add('serve', serveTarget(context));
  addNotes(context.facts, byKind);
  const inferred = () => new Set(byKind.keys());
  for (const kind of ['signal', 'confidence'] as const) {
    add(kind, aggregateTarget(kind, context, inferred()));
  }
  Object.assign(targets, dockerBuildTargets(context, inferred()));
  if (options.signal === 'chain') {
    const members = chainedMembers.filter((kind) => byKind.has(kind));
    chainTargets(
      targets,
      members.map((kind) => options.targetName(kind)),
    );
  }
  return targets;
}
