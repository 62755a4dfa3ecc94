import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../../fingerprint/executors.js';
import { declaredInputs, inputsOf } from '../../fingerprint/inputs.js';
import { filesOfTests } from '../../fingerprint/named-inputs.js';
import { refusedFor, refusedTarget } from '../../fingerprint/refused-target.js';
import { dependsOnMarker } from '../../fingerprint/root-marker.js';
import type { TargetContext, TargetInput } from '../../fingerprint/target-context.js';
import type { TestFingerprint } from '../../fingerprint/task-fingerprint.js';
import { quoteGlob } from '../../globs.js';
import type { TestKind } from '../../options/names.js';
import type { TargetOptions } from '../../options/schema.js';
import { joinPath } from '../../paths.js';
import { measuredPaths } from './measured-paths.js';

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

function testFingerprint(
  kind: TestKind,
  context: TargetContext,
  options: TargetOptions,
  python: string | undefined,
): TestFingerprint {
  const { facts, externals, settingsAbove, installed, seen } = context;
  const coverage = facts.options.coverage(kind) ? (['coverage'] as const) : [];
  const tools = ['pytest', ...coverage, 'python'] as const;
  return {
    kind: 'test',
    files: filesOfTests(kind, facts),
    dependencies: seen.inputs,
    tool: externals.distribution('pytest'),
    neighbours: facts.options.verifyInputs === 'error' ? [] : externals.everything,
    closure: [...externals.project(), ...seen.closure],
    settings: tools.map((tool) => externals.config(tool)),
    settingsAbove: settingsAbove(tools),
    interpreter: python === undefined ? context.interpreter : context.interpreterOf(python),
    platform: externals.platform,
    argumentFiles: facts.argumentReads[kind]?.patterns ?? [],
    installed: installed('pytest'),
    declared: declaredInputs(options).map((input) => asWorkspaceInput(input, facts.directory)),
    plugin: externals.plugin,
  };
}

/** The name of the target that runs the tests of another on one version of Python. */
export function nameOnPython(target: string, python: string): string {
  return `${target}--py${python}`;
}

/**
 * Pytest over one folder of tests. Unit tests are quick and share one batch; the others may need
 * services and minutes, so each is a task of its own.
 *
 * @param python - the version that the tests run on. Default: the usual interpreter
 */
export function testTarget(
  kind: TestKind,
  context: TargetContext,
  python?: string,
): TargetConfiguration | undefined {
  const { facts } = context;
  const options = facts.options.target(kind);
  const selection = facts.tests[kind];
  if (!selection || !options) return undefined;
  const refusal = refusedFor(kind, 'pytest', context);
  if (refusal) return refusal;
  const unfit = python === undefined ? undefined : context.pythonError(python, kind);
  if (unfit) return refusedTarget(unfit, facts.environment);
  const coverage = facts.options.coverage(kind);
  const usual = facts.options.targetName(kind);
  const name = python === undefined ? usual : nameOnPython(usual, python);
  const report = `dist/reports/{projectName}/${name.replaceAll(':', '-')}`;
  return {
    executor: kind === 'test:unit' ? executors.check : executors.run,
    cache: true,
    inputs: inputsOf(testFingerprint(kind, context, options, python)),
    outputs: [`{workspaceRoot}/${report}`],
    dependsOn: [dependsOnMarker],
    options: {
      kind: 'test',
      testKind: kind,
      verifyInputs: facts.options.verifyInputs,
      environment: facts.environment,
      ...(python === undefined ? {} : { python }),
      ...(facts.options.isolation === 'project' ? { isolation: 'project' } : {}),
      paths: selection.paths,
      ...(selection.ignore.length > 0 ? { ignore: selection.ignore } : {}),
      report,
      ...(coverage ? { coverage: { ...coverage, ...measuredPaths(facts) } } : {}),
      ...(options.markers ? { markers: options.markers } : {}),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: `${descriptions[kind].slice(0, -1)}${python === undefined ? '' : ` on Python ${python}`}.`,
      technologies: ['python', 'pytest'],
      help: { command: 'pytest --help', example: { options: { args: ['-x'] } } },
    },
  };
}
