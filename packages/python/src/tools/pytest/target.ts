import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import { declaredInputs, toolInputs } from '../../fingerprint/inputs.js';
import { filesOfTests } from '../../fingerprint/named-inputs.js';
import { dependsOnMarker } from '../../fingerprint/root-marker.js';
import type { TargetContext, TargetInput } from '../../fingerprint/target-context.js';
import { quoteGlob } from '../../globs.js';
import type { TestKind } from '../../options/names.js';
import { joinPath } from '../../paths.js';

const descriptions: Record<TestKind, string> = {
  'test:unit': 'Run the unit tests with pytest.',
  'test:integration': 'Run the integration tests with pytest.',
  'test:contract': 'Run the contract tests with pytest.',
};

/**
 * Nx lets a negated fileset win over any other of the same project, so a file that the project's
 * inputs leave out, such as prose, can be declared only as one of the workspace.
 */
function asWorkspaceInput(input: TargetInput, directory: string): TargetInput {
  if (typeof input !== 'string' || !input.startsWith('{projectRoot}/')) return input;
  return `{workspaceRoot}/${joinPath(quoteGlob(directory), input.slice('{projectRoot}/'.length))}`;
}

function testInputs(kind: TestKind, context: TargetContext): TargetConfiguration['inputs'] {
  const { facts, externals } = context;
  const installed = [
    externals.platform,
    ...externals.project(),
    ...externals.distribution('pytest'),
    ...externals.pytestPlugins,
  ];
  return [
    ...filesOfTests(kind, facts),
    '^pyProd',
    ...toolInputs(context, ['pytest', 'python'], installed),
    context.interpreter,
    ...declaredInputs(facts.options.target(kind) || {}).map((input) =>
      asWorkspaceInput(input, facts.directory),
    ),
  ];
}

/**
 * Pytest over one folder of tests. Unit tests are quick and share one batch; the others may need
 * services and minutes, so each is a task of its own.
 */
export function testTarget(
  kind: TestKind,
  context: TargetContext,
): TargetConfiguration | undefined {
  const { facts } = context;
  const options = facts.options.target(kind);
  const selection = facts.tests[kind];
  if (!selection || !options) return undefined;
  const report = `dist/reports/{projectName}/${facts.options.targetName(kind).replaceAll(':', '-')}`;
  return {
    executor: kind === 'test:unit' ? executors.check : executors.run,
    cache: true,
    inputs: testInputs(kind, context) ?? [],
    outputs: [`{workspaceRoot}/${report}`],
    dependsOn: [dependsOnMarker],
    options: {
      kind: 'test',
      testKind: kind,
      verifyInputs: facts.options.verifyInputs,
      environment: facts.environment,
      paths: selection.paths,
      ...(selection.ignore.length > 0 ? { ignore: selection.ignore } : {}),
      report,
      ...(options.markers ? { markers: options.markers } : {}),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: descriptions[kind],
      technologies: ['python', 'pytest'],
      help: { command: 'pytest --help', example: { options: { args: ['-x'] } } },
    },
  };
}
