import { indented, type Pipeline } from './pipeline.js';
import { buildArguments, type ReleasePlan, tagExpression } from './release-plan.js';

/** The pipelines of tags that releases make; those of other tags do not exist. */
export function tagRules({ release }: Pipeline): string[] {
  return (release?.tags ?? []).map((tag) => `- if: $CI_COMMIT_TAG =~ ${tagExpression(tag)}`);
}

/** Of a job that is none of a release. */
export function notForTags({ release }: Pipeline): string[] {
  if (!release) return [];
  return ['rules:', '  - if: $CI_COMMIT_TAG', '    when: never', '  - when: on_success'];
}

/** Has a tag compared with nothing: it may stand for any commit, and so everything is checked. */
export function tagBase({ release }: Pipeline): string[] {
  if (!release) return [];
  return [
    '# A tag may stand for any commit: everything is checked.',
    'if [ -n "$CI_COMMIT_TAG" ]; then NX_BASE=; fi',
  ];
}

/** What jobs of a release have in common: nothing that other pipelines have stored gets into them. */
const fresh: readonly string[] = [
  'rules:',
  '  - if: $CI_COMMIT_TAG',
  'cache: []',
  'variables:',
  "  NX_SKIP_REMOTE_CACHE: 'true'",
];

/** How the index knows the job: by a token for it, in the variable that uv takes. */
function identity({ audience }: ReleasePlan): string[] {
  if (audience !== undefined)
    return [
      '# The identity that the index trusts. No other job has it.',
      'id_tokens:',
      `  ${audience.toUpperCase()}_ID_TOKEN: { aud: ${audience} }`,
    ];
  return [
    '# Uploads with the protected variable UV_PUBLISH_TOKEN. An index that trusts identities says at /_/oidc/audience',
    '# whom their tokens are for; name that here, and the variable after it:',
    '# id_tokens:',
    '#   PACKAGES_EXAMPLE_ID_TOKEN: { aud: packages.example }',
  ];
}

function buildJob({ exec, native }: Pipeline, release: ReleasePlan): string[] {
  return [
    '# Apart from the job that may publish: what builds is code of others. Without any cache: what is published',
    '# is made of this commit alone.',
    'build:',
    '  extends: .python',
    '  stage: slow',
    '  timeout: 1 hour',
    '  needs: []',
    ...indented(fresh, 2),
    '  script:',
    ...(native
      ? [
          '    # Native code: the wheels are for this image’s platform. PyPI takes none for plain `linux_x86_64`;',
          '    # cibuildwheel makes those for several platforms.',
        ]
      : []),
    `    - ${exec} nx ${buildArguments(release)}`,
    '  artifacts:',
    '    paths: [dist/]',
    '    expire_in: 1 week',
  ];
}

function publishJob({ exec }: Pipeline, release: ReleasePlan): string[] {
  return [
    '# Start a pipeline for the tag by hand after one that ended halfway: what the index has is passed over.',
    'publish:',
    '  extends: .python',
    '  stage: after',
    '  timeout: 30 minutes',
    '  interruptible: false',
    '  needs: [signal, build]',
    '  # Protect this environment and the tags, and name it to the index.',
    '  environment: release',
    ...indented(fresh, 2),
    ...indented(identity(release), 2),
    '  script:',
    `    - ${exec} nx release publish --excludeTaskDependencies`,
  ];
}

/** The jobs that publish what a tag stands for, once the signal is green. */
export function releaseJobs(pipeline: Pipeline): string[][] {
  const { release } = pipeline;
  return release ? [buildJob(pipeline, release), publishJob(pipeline, release)] : [];
}
