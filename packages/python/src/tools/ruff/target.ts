import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import { declaredInputs, inputsOf } from '../../fingerprint/inputs.js';
import { refusedFor } from '../../fingerprint/refused-target.js';
import { dependsOn, dependsOnMarker, namesMarker } from '../../fingerprint/root-marker.js';
import type { TargetContext } from '../../fingerprint/target-context.js';
import type { LintFingerprint } from '../../fingerprint/task-fingerprint.js';
import { quoteGlob } from '../../globs.js';
import type { TargetOptions } from '../../options/schema.js';
import { isInside } from '../../paths.js';
import type { ProjectFacts } from '../../project/facts.js';
import { argumentsGoByNames } from './first-party.js';

/** Those above the project are watched by the marker; settings are inputs anyway. */
function ownCommands({ directory, formattedBy, config }: ProjectFacts): string[] {
  const isOwn = formattedBy !== undefined && isInside(formattedBy, directory);
  return isOwn && formattedBy !== config.ruff.file ? [quoteGlob(formattedBy)] : [];
}

function lintFingerprint(
  { facts, externals, settingsAbove, installed }: TargetContext,
  options: TargetOptions,
): LintFingerprint {
  return {
    kind: 'lint',
    files: ['pyLint'],
    tool: [...externals.distribution('ruff'), ...externals.pinned],
    settings: [
      externals.config('ruff'),
      ...(argumentsGoByNames(options.args ?? []) ? [externals.names] : []),
    ],
    settingsAbove: settingsAbove(['ruff']),
    commands: ownCommands(facts),
    argumentFiles: facts.argumentReads.lint?.patterns ?? [],
    installed: installed('ruff', 'alone'),
    declared: declaredInputs(options),
    plugin: externals.plugin,
  };
}

/** `ruff check`, and `ruff format --check` where ruff formats. */
export function lintTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts } = context;
  const options = facts.options.target('lint');
  if (facts.pythonFiles.length === 0 || !options) return undefined;
  const formats = options.format ?? facts.formattedBy !== undefined;
  const refusal = refusedFor('lint', 'ruff', context);
  if (refusal) return refusal;
  return {
    executor: executors.check,
    cache: true,
    inputs: inputsOf(lintFingerprint(context, options)),
    dependsOn: [dependsOnMarker, dependsOn(namesMarker)],
    options: {
      kind: 'lint',
      environment: facts.environment,
      ...(formats ? {} : { format: false }),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: formats ? 'Check rules and formatting with ruff.' : 'Check rules with ruff.',
      technologies: ['python', 'ruff'],
      help: {
        command: 'ruff check --help',
        example: { options: { args: ['--output-format=concise'] } },
      },
    },
  };
}
