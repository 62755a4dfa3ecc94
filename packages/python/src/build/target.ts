import type { TargetConfiguration } from '@nx/devkit';
import {
  buildInputsOf,
  commitTimeInput,
  compilerInputs,
  frontendInput,
  historyInput,
} from '../fingerprint/build-inputs.js';
import { executors } from '../fingerprint/executors.js';
import { declaredInputs } from '../fingerprint/inputs.js';
import { dependsOnMarker } from '../fingerprint/root-marker.js';
import type { TargetContext, TargetInput } from '../fingerprint/target-context.js';
import type { BuildFingerprint } from '../fingerprint/task-fingerprint.js';
import { quoteGlob } from '../globs.js';
import type { TargetOptions } from '../options/schema.js';
import { joinPath, withAncestors } from '../paths.js';
import { isBuildable, needOfGit, requiredToBuild } from '../project/buildable.js';
import type { ProjectFacts } from '../project/facts.js';

function history(facts: ProjectFacts, { sourceDate }: TargetOptions): TargetInput[] {
  return [
    ...(needOfGit(facts) === 'history' ? [historyInput] : []),
    ...(sourceDate === 'commit' ? [commitTimeInput(facts.directory)] : []),
  ];
}

function fingerprint(context: TargetContext, options: TargetOptions): BuildFingerprint {
  const { facts, externals, interpreter, builds } = context;
  const [, ...above] = withAncestors(facts.directory);
  const required = builds.required.map(({ project }) => project);
  return {
    kind: 'build',
    sources: ['pyBuild'],
    required: required.length > 0 ? [{ input: 'pyBuild', projects: required }] : [],
    ignoreFiles: above.map((folder) => quoteGlob(joinPath(folder, '.gitignore'))),
    uv: externals.config('uv'),
    frontend: frontendInput(),
    backend: requiredToBuild(facts).flatMap(({ name }) => externals.distribution(name)),
    compilers: builds.isCompiled ? compilerInputs() : [],
    history: history(facts, options),
    declared: declaredInputs(options),
    plugin: externals.plugin,
    interpreter,
    platform: externals.platform,
  };
}

/**
 * The sdist and the wheel of a project that says how it is built. It waits for those of the projects that it
 * declares for production: nothing of theirs is in its own, but whoever installs it needs them.
 */
export function buildTarget(context: TargetContext): TargetConfiguration | undefined {
  const { facts, builds } = context;
  const options = facts.options.target('build');
  if (!options || !isBuildable(facts)) return undefined;
  return {
    executor: executors.build,
    cache: true,
    inputs: buildInputsOf(fingerprint(context, options)),
    outputs: [`{workspaceRoot}/${builds.output}`],
    dependsOn: [
      dependsOnMarker,
      ...builds.before.map(({ project, target }) => ({ projects: [project], target })),
    ],
    options: {
      environment: facts.environment,
      output: builds.output,
      required: builds.required.map(({ directory }) => directory),
      ...(options.sourceDate ? { sourceDate: options.sourceDate } : {}),
      ...(options.args ? { args: options.args } : {}),
      ...(options.env ? { env: options.env } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: 'Build the sdist and the wheel with uv.',
      technologies: ['python'],
      help: { command: 'uv build --help', example: { args: ['--config-setting=key=value'] } },
    },
  };
}
