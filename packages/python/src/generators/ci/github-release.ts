import { environment, reportSteps } from './github.js';
import { jobSettings, setUp } from './github-setup.js';
import { indented, type Pipeline, quoted } from './pipeline.js';
import { buildArguments, type ReleasePlan, tagGlob } from './release-plan.js';
import { actions } from './versions.js';

/** Where the workflow goes. Indexes know a trusted publisher by the name of this file. */
export const githubReleaseFile = '.github/workflows/release.yml';

/** A pipeline that publishes. */
type Releasing = Pipeline & { release: ReleasePlan };

function header({ release }: Releasing): string[] {
  return [
    '# Created by `nx g @nx-signal/python:ci --provider=github --release`. The file is yours: edit it as you like.',
    'name: Release',
    '',
    '# Publishes what a tag stands for. Start it by hand, on the tag, after more than three tags in one push, for',
    '# which GitHub starts nothing, or after a run that ended halfway: what the index has is passed over.',
    'on:',
    '  push:',
    `    tags: [${release.tags.map((pattern) => quoted(tagGlob(pattern))).join(', ')}]`,
    '  workflow_dispatch:',
    '',
    'concurrency:',
    '  group: ${{ github.workflow }}-${{ github.ref }}',
    '  cancel-in-progress: false',
    '',
    'permissions:',
    '  contents: read',
    '',
  ];
}

/**
 * A tag has no write token and no identity for a remote cache; it reads the main branch's in GitHub's own, if that is
 * where the pipeline has it.
 */
function ofSignal(pipeline: Releasing): Pipeline {
  return { ...pipeline, remoteCache: pipeline.remoteCache === 'github' ? 'github' : 'none' };
}

function signalJob(pipeline: Releasing): string[] {
  const { exec, signal } = pipeline;
  const own = ofSignal(pipeline);
  return [
    'signal:',
    '  name: Signal',
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 60',
    ...indented(jobSettings(own), 2),
    '  steps:',
    ...indented(setUp(own), 4),
    '    - name: Declarations follow imports',
    `      run: ${exec} nx sync:check`,
    '    # Of every project, and not of what a change affects: a tag may stand for any commit.',
    '    - name: Signal',
    '      id: signal',
    `      run: ${exec} nx run-many -t ${signal.join(' ')}`,
    ...indented(reportSteps(pipeline), 4),
  ];
}

const builtHistory: readonly string[] = [
  '# Tags and history, for versions that come from git.',
  'fetch-depth: 0',
];

/** Build backends are programs of others, which must not find the identity of the job that publishes. */
function buildJob(pipeline: Releasing): string[] {
  const { exec, native, release } = pipeline;
  return [
    '# Apart from the job that may publish: what builds is code of others. Without any cache: what is published',
    '# is made of this commit alone.',
    'build:',
    '  name: Build',
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 60',
    '  steps:',
    ...indented(setUp(pipeline, { history: builtHistory, isFresh: true }), 4),
    ...(native
      ? [
          '    # Native code: the wheels are for this runner’s platform. PyPI takes none for plain `linux_x86_64`;',
          '    # cibuildwheel makes those for several platforms.',
        ]
      : []),
    '    - name: Build',
    `      run: ${exec} nx ${buildArguments(release)}`,
    `    - uses: ${actions.uploadArtifact}`,
    '      with:',
    '        name: dist',
    '        path: dist',
    '        if-no-files-found: error',
    '        retention-days: 7',
  ];
}

/** Says who built each file, where the index is known to take that. */
function attestSteps({ release }: Releasing): string[] {
  if (release.audience === undefined) return [];
  return [
    '# Says of each file which run published it. uv sends that along.',
    `- uses: ${actions.attest}`,
    '  with:',
    "    paths: 'dist/**'",
  ];
}

function publishJob(pipeline: Releasing): string[] {
  const { exec, release } = pipeline;
  const token =
    release.audience === undefined
      ? [
          '      env:',
          '        # Without this secret, uv shows the index the identity of this job.',
          '        UV_PUBLISH_TOKEN: ${{ secrets.UV_PUBLISH_TOKEN }}',
        ]
      : [];
  return [
    'publish:',
    '  name: Publish',
    '  needs: [signal, build]',
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 30',
    '  # Limit this environment to tags of releases in the settings of the repository, and name it to the index:',
    '  # no other job, and no other branch, can publish then.',
    '  environment: release',
    '  # The identity that the index trusts. No other job has it.',
    '  permissions:',
    '    contents: read',
    '    id-token: write',
    '  steps:',
    ...indented(setUp(pipeline, { isFresh: true }), 4),
    `    - uses: ${actions.downloadArtifact}`,
    '      with:',
    '        name: dist',
    '        path: dist',
    ...indented(attestSteps(pipeline), 4),
    '    - name: Publish',
    ...token,
    `      run: ${exec} nx release publish --excludeTaskDependencies`,
  ];
}

/** The workflow that publishes. */
export function githubReleaseWorkflow(pipeline: Releasing): string {
  const jobs = [signalJob(pipeline), buildJob(pipeline), publishJob(pipeline)];
  const body = jobs.map((lines) => indented(lines, 2).join('\n')).join('\n\n');
  return [...header(pipeline), ...environment(pipeline), 'jobs:', body, ''].join('\n');
}
