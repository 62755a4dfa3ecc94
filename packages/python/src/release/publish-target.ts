import type { TargetConfiguration } from '@nx/devkit';
import { executors } from '../fingerprint/executors.js';
import type { TargetContext } from '../fingerprint/target-context.js';
import { isBuildable } from '../project/buildable.js';
import type { ProjectFacts } from '../project/facts.js';
import { valueAt } from '../toml/pyproject.js';

/** No index takes what says that it is private. */
const privateClassifier = /^Private\s*::/i;

function isPrivate({ pyproject }: ProjectFacts): boolean {
  const list = valueAt(pyproject.data, 'project.classifiers');
  return Array.isArray(list) && list.some((text) => privateClassifier.test(String(text)));
}

/** What `nx release publish` runs: the upload of what the build made, after those of what the project needs. */
export function publishTarget({ facts, builds }: TargetContext): TargetConfiguration | undefined {
  const options = facts.options.target('nx-release-publish');
  if (!options || !isBuildable(facts) || isPrivate(facts)) return undefined;
  const { publishedBefore } = builds;
  return {
    executor: executors.publish,
    cache: false,
    dependsOn: [
      facts.options.targetName('build'),
      ...(publishedBefore.length > 0
        ? [{ projects: [...publishedBefore], target: 'nx-release-publish' }]
        : []),
    ],
    options: {
      environment: facts.environment,
      output: builds.output,
      ...(options.index ? { index: options.index } : {}),
      ...(options.check ? { check: options.check } : {}),
      ...(options.args ? { args: options.args } : {}),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    metadata: {
      description: 'Upload the sdist and the wheel with uv; `nx release publish` runs it.',
      technologies: ['python'],
      help: { command: 'uv publish --help', example: { options: { index: 'internal' } } },
    },
  };
}
