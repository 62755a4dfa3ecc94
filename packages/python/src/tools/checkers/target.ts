import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import { declaredInputs, inputsOf } from '../../fingerprint/inputs.js';
import { refusedFor } from '../../fingerprint/refused-target.js';
import { dependsOnMarker } from '../../fingerprint/root-marker.js';
import type { TargetContext } from '../../fingerprint/target-context.js';
import type { TypecheckFingerprint } from '../../fingerprint/task-fingerprint.js';
import type { TypeChecker } from '../../options/names.js';
import type { TargetOptions } from '../../options/schema.js';

function typecheckFingerprint(
  { facts, externals, interpreter, settingsAbove, pluginSources, installed, seen }: TargetContext,
  checker: TypeChecker,
  options: TargetOptions,
): TypecheckFingerprint {
  // Tests import it wherever it comes from, and the test targets have it as their tool.
  const hasTests = Object.keys(facts.tests).length > 0;
  const ofTests = hasTests ? externals.distribution('pytest') : [];
  return {
    kind: 'typecheck',
    files: ['pyAll'],
    dependencies: seen.inputs,
    searched: facts.searchedFiles,
    pluginSources,
    tool: externals.distribution(checker),
    closure: [...externals.project(checker), ...ofTests, ...seen.closure],
    neighbours: facts.options.verifyInputs === 'error' ? [] : externals.everything,
    settings: [externals.config(checker), externals.config('python')],
    settingsAbove: settingsAbove([checker, 'python']),
    interpreter,
    platform: externals.platform,
    argumentFiles: facts.argumentReads.typecheck?.patterns ?? [],
    installed: installed(checker),
    declared: declaredInputs(options),
    plugin: externals.plugin,
  };
}

/** The type checker over what its settings say of the project, or else over all of it. */
export function typecheckTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts } = context;
  const options = facts.options.target('typecheck');
  const checker = facts.typeChecker;
  if (facts.pythonFiles.length === 0 || !options || !checker) return undefined;
  const refusal = refusedFor('typecheck', checker, context);
  if (refusal) return refusal;
  return {
    executor: executors.check,
    cache: true,
    inputs: inputsOf(typecheckFingerprint(context, checker, options)),
    dependsOn: [dependsOnMarker],
    options: {
      kind: 'typecheck',
      tool: checker,
      verifyInputs: facts.options.verifyInputs,
      environment: facts.environment,
      ...(facts.options.isolation === 'project' ? { isolation: 'project' } : {}),
      ...(options.paths ? { paths: options.paths } : { sources: facts.sources }),
      ...(context.pluginProjects.length > 0 ? { pluginProjects: context.pluginProjects } : {}),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: `Check types with ${checker}.`,
      technologies: ['python', checker],
      help: { command: `${checker} --help`, example: { options: { args: ['--strict'] } } },
    },
  };
}
