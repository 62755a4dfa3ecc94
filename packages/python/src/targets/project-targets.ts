import type { TargetConfiguration } from '@nx/devkit';
import { auditTarget } from '../audit/target.js';
import { bundleTarget } from '../build/bundle-target.js';
import { buildTarget } from '../build/target.js';
import { dockerBuildTargets } from '../docker/target.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import { isPlain, projectPrefix } from '../globs.js';
import { type TargetKind, type TestKind, testKinds } from '../options/names.js';
import { publishTarget } from '../release/publish-target.js';
import { serveTarget } from '../serve/target.js';
import { typecheckTarget } from '../tools/checkers/target.js';
import { nameOnPython, testTarget } from '../tools/pytest/target.js';
import { fixTarget } from '../tools/ruff/fix-target.js';
import { lintTarget } from '../tools/ruff/target.js';
import { aggregateTarget, chainedMembers, pythonsTarget } from './aggregates.js';
import { addNotes } from './notes.js';

/** Lets each member of the signal wait for the one before it, so that a failure skips the rest. */
function chainTargets(members: readonly Inferred[]): void {
  for (const [index, { working }] of members.entries()) {
    const before = members[index - 1];
    if (before !== undefined) for (const target of working) target.dependsOn?.push(before.name);
  }
}

/** A target by its kind. */
interface Inferred {
  name: string;
  /** What does its work: itself, or the tests on each version of Python. */
  working: readonly TargetConfiguration[];
}

/** The targets of one kind of tests, by their names: one, or one for each version of Python and one for all of these. */
function testTargets(kind: TestKind, context: TargetContext): Record<string, TargetConfiguration> {
  const { options } = context.facts;
  const name = options.targetName(kind);
  const pythons = options.pythons(kind);
  const onPythons = pythons.flatMap((python) => {
    const target = testTarget(kind, context, python);
    return target ? [[nameOnPython(name, python), target] as const] : [];
  });
  if (onPythons.length === 0) {
    const target = testTarget(kind, context);
    return target ? { [name]: target } : {};
  }
  const names = onPythons.map(([own]) => own);
  return {
    ...Object.fromEntries(onPythons),
    [name]: pythonsTarget(kind, context, names, pythons),
  };
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
  const byKind = new Map<TargetKind, Inferred>();
  const add = (kind: TargetKind, target: TargetConfiguration | undefined) => {
    const name = options.targetName(kind);
    addAll(kind, target ? { [name]: target } : {});
  };
  const addAll = (kind: TargetKind, own: Record<string, TargetConfiguration>) => {
    const all = Object.values(own);
    if (all.length === 0) return;
    byKind.set(kind, {
      name: options.targetName(kind),
      working: all.length === 1 ? all : all.slice(0, -1),
    });
    Object.assign(targets, own);
  };
  add('lint', lintTarget(context));
  add('fix', fixTarget(context));
  add('typecheck', typecheckTarget(context));
  for (const kind of testKinds) addAll(kind, testTargets(kind, context));
  add('audit', auditTarget(context));
  add('serve', serveTarget(context));
  add('build', buildTarget(context));
  add('bundle', bundleTarget(context));
  add('nx-release-publish', publishTarget(context));
  const first = [...byKind].flatMap(([kind, { working }]) =>
    working[0] ? [[kind, working[0]] as const] : [],
  );
  addNotes(context.facts, new Map(first));
  const inferred = () => new Set(byKind.keys());
  for (const kind of ['signal', 'confidence'] as const) {
    add(kind, aggregateTarget(kind, context, inferred()));
  }
  Object.assign(targets, dockerBuildTargets(context, inferred()));
  if (options.signal === 'chain') {
    chainTargets(chainedMembers.flatMap((kind) => byKind.get(kind) ?? []));
  }
  return targets;
}
