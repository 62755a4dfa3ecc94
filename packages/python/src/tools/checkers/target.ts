import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import { declaredInputs, toolInputs } from '../../fingerprint/inputs.js';
import { dependsOnMarker } from '../../fingerprint/root-marker.js';
import type { TargetContext } from '../../fingerprint/target-context.js';

/** The type checker over the project's sources and tests. */
export function typecheckTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts, externals } = context;
  const options = facts.options.target('typecheck');
  const checker = facts.typeChecker;
  if (facts.pythonFiles.length === 0 || !options || !checker) return undefined;
  const installed = [
    externals.platform,
    ...externals.project(checker),
    ...externals.distribution(checker),
    // Where imports are not looked at, the checker may read all that is installed.
    ...(facts.options.verifyInputs === 'error' ? [] : externals.everything),
  ];
  return {
    executor: executors.check,
    cache: true,
    inputs: [
      'pyAll',
      '^pyProd',
      ...facts.searchedFiles.map((pattern) => `{workspaceRoot}/${pattern}`),
      ...toolInputs(context, [checker, 'python'], installed),
      context.interpreter,
      ...declaredInputs(options),
    ],
    dependsOn: [dependsOnMarker],
    options: {
      kind: 'typecheck',
      tool: checker,
      verifyInputs: facts.options.verifyInputs,
      environment: facts.environment,
      paths: facts.checkedPaths,
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
