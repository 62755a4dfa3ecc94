import type { TargetOptions } from '../options/schema.js';
import { inputOf, markerInput, namesMarker } from './root-marker.js';
import type { TargetInput } from './target-context.js';
import type { TaskFingerprint } from './task-fingerprint.js';

const atRoot = (pattern: string) => `{workspaceRoot}/${pattern}`;

/** What is known by the names of nodes. */
function nodesOf(fingerprint: TaskFingerprint): string[] {
  const { plugin, tool, settings } = fingerprint;
  const always = [plugin, ...tool, ...settings];
  if (fingerprint.kind === 'lint') return always;
  return [...always, fingerprint.platform, ...fingerprint.closure, ...fingerprint.neighbours];
}

/** A fingerprint in Nx's words: the `inputs` of a target, and all of them. */
export function inputsOf(fingerprint: TaskFingerprint): TargetInput[] {
  const { files, argumentFiles, settingsAbove, declared } = fingerprint;
  const installed = fingerprint.kind === 'lint' ? undefined : fingerprint;
  const searched =
    fingerprint.kind === 'typecheck' ? [...fingerprint.searched, ...fingerprint.pluginSources] : [];
  const commands = fingerprint.kind === 'lint' ? fingerprint.commands : [];
  return [
    ...files,
    ...(installed?.dependencies ?? []),
    ...[...commands, ...searched, ...argumentFiles].map(atRoot),
    { externalDependencies: [...new Set(nodesOf(fingerprint))].sort() },
    markerInput,
    ...(fingerprint.kind === 'lint' ? [inputOf(namesMarker)] : []),
    ...settingsAbove,
    ...fingerprint.installed,
    ...(installed ? [installed.interpreter] : []),
    ...declared,
  ];
}

/** Inputs that options add. */
export function declaredInputs(options: TargetOptions): TargetInput[] {
  return [
    ...((options.inputs ?? []) as TargetInput[]),
    ...(options.env ?? []).map((env) => ({ env })),
  ];
}
