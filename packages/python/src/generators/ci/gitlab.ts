import { gitlabLogin } from '../remote-cache/gitlab-login.js';
import { notForTags, releaseJobs, tagBase, tagRules } from './gitlab-release.js';
import {
  indented,
  nxVariables,
  type Pipeline,
  quoted,
  type Stage,
  signalRemark,
  stagesOf,
} from './pipeline.js';
import { services } from './services.js';
import { images, tools } from './versions.js';

/** Where the pipeline goes. */
export const gitlabFile = '.gitlab-ci.yml';

const durations = '.nx/durations.json';
const keptModules = '.nx/workspace-data/nx-signal/mypy/';
const lastGreen = '.nx/last-green';

/**
 * What the main branch keeps for itself. Never with `unprotect`: whoever can write a cache that the main
 * branch reads decides which commit it compares with, and what lies in its folder.
 */
function recordsCache(policy: 'pull' | 'push'): string[] {
  return ['- key: nx-records', `  paths: [${durations}, ${lastGreen}]`, `  policy: ${policy}`];
}

function header(pipeline: Pipeline): string[] {
  const options = pipeline.release ? ' --release' : '';
  return [
    `# Created by \`nx g @nx-signal/python:ci --provider=gitlab${options}\`. The file is yours: edit it as you like.`,
    'workflow:',
    '  # One pipeline per push: that of the merge request if there is one, also in a merge train.',
    '  rules:',
    "    - if: $CI_PIPELINE_SOURCE == 'merge_request_event'",
    `    - if: $CI_COMMIT_BRANCH == ${quoted(pipeline.branch)}`,
    ...indented(tagRules(pipeline), 4),
    '',
    'stages: [signal, slow, after]',
    '',
  ];
}

function variables(pipeline: Pipeline): string[] {
  return [
    'variables:',
    '  # The full history, to compare with an earlier commit.',
    "  GIT_DEPTH: '0'",
    ...indented(nxVariables(pipeline), 2),
    '  # GitLab caches only folders inside the project; git ignores .nx/ci, and so does Nx.',
    '  UV_CACHE_DIR: $CI_PROJECT_DIR/.nx/ci/uv',
    '  UV_LINK_MODE: copy',
    '  npm_config_cache: $CI_PROJECT_DIR/.nx/ci/npm',
    ...(pipeline.native
      ? [
          '  # Native code is compiled through sccache.',
          '  SCCACHE_DIR: $CI_PROJECT_DIR/.nx/ci/sccache',
          '  SCCACHE_BASEDIRS: $CI_PROJECT_DIR',
          '  CC: sccache cc',
          '  RUSTC_WRAPPER: sccache',
        ]
      : []),
    '',
  ];
}

function baseScript(pipeline: Pipeline): string[] {
  return [
    '# The commit to compare with: where a merge request left its target; else the last green commit of',
    '# this branch, which the job `green` stores; else the commit before this push.',
    'export NX_HEAD=$CI_COMMIT_SHA',
    `LAST_GREEN=$(cat ${lastGreen} 2>/dev/null || echo "$CI_COMMIT_BEFORE_SHA")`,
    'export NX_BASE=${CI_MERGE_REQUEST_DIFF_BASE_SHA:-$LAST_GREEN}',
    ...tagBase(pipeline),
    '# A first push has none of them, and a forced push may have lost it: then everything is affected.',
    'if ! git cat-file -e "$NX_BASE^{commit}" 2>/dev/null; then',
    '  NX_BASE=$(git hash-object -t tree /dev/null)',
    'fi',
    'echo "Comparing with $NX_BASE"',
  ];
}

/** The write token is a protected variable, which GitLab gives to protected branches alone. */
const tokenScript: readonly string[] = [
  '# NX_CACHE_WRITE_TOKEN is a protected variable: merge requests do not get it, and read only.',
  '# Without any token, as in a merge request from a fork, there is no remote cache.',
  'TOKEN=${NX_CACHE_WRITE_TOKEN:-${NX_CACHE_READ_TOKEN:-}}',
  'if [ -n "$TOKEN" ]; then',
  '  export NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN=$TOKEN NX_SELF_HOSTED_REMOTE_CACHE_SERVER=$NX_CACHE_SERVER',
  'fi',
];

function setUp(pipeline: Pipeline): string[] {
  const { install, native, remoteCache } = pipeline;
  const login = remoteCache === 'identity' ? gitlabLogin() : undefined;
  const uv = [`uv==${tools.uv}`, ...(native ? [`sccache==${tools.sccache}`] : [])].join(' ');
  return [
    '.python:',
    `  image: ${images.node}`,
    '  interruptible: true',
    ...indented(login?.identity ?? [], 2),
    '  cache:',
    '    # Protected branches have separate caches, which merge requests can neither write nor read.',
    '    - key: { files: [uv.lock] }',
    '      # mypy’s cache is included: in another checkout the plugin trusts it by contents only.',
    `      paths: [.nx/ci/, ${keptModules}]`,
    ...indented(recordsCache('pull'), 4),
    '  before_script:',
    '    - |',
    ...indented(
      [
        '# uv is not part of the image; it comes from PyPI, pinned.',
        "python3 -c 'import ensurepip' 2>/dev/null || { apt-get update -qq; apt-get install -y -qq --no-install-recommends python3-venv > /dev/null; }",
        `python3 -m venv .nx/ci/tools && .nx/ci/tools/bin/pip install --quiet ${uv}`,
        'export PATH="$CI_PROJECT_DIR/.nx/ci/tools/bin:$PATH"',
      ],
      6,
    ),
    '    - |',
    ...indented([...baseScript(pipeline), ...(remoteCache === 'token' ? tokenScript : [])], 6),
    ...install.map((line) => `    - ${line}`),
    ...indented(login?.script ?? [], 4),
  ];
}

const shardFile = ({ name }: Stage) => `shards-${name}.json`;

function signalJob(pipeline: Pipeline): string[] {
  const { exec, signal } = pipeline;
  const stages = stagesOf(pipeline);
  return [
    'signal:',
    '  extends: .python',
    '  stage: signal',
    '  timeout: 30 minutes',
    '  script:',
    '    # Nx does not sync in CI. This fails if imports are not declared, and lists them.',
    `    - ${exec} nx sync:check`,
    ...indented(signalRemark(pipeline), 4),
    '    - |',
    '      code=0',
    `      ${exec} nx affected -t ${signal.join(' ')} || code=$?`,
    '      # Also if that failed: stages and findings here, and the reports that merge requests show.',
    `      ${exec} nx-signal report --allow-none --junit --codequality || code=$?`,
    '      if [ "$code" -ne 0 ]; then exit "$code"; fi',
    '    # Planned once: every job of a slow stage takes its share of the same plan.',
    ...stages.map(
      (stage) =>
        `    - ${exec} nx-signal shards ${stage.target} ${stage.count} > ${shardFile(stage)}`,
    ),
    '  artifacts:',
    '    when: always',
    '    paths: [shards-*.json, dist/reports/signal.json]',
    '    reports:',
    '      junit: dist/reports/junit.xml',
    '      codequality: dist/reports/codequality.json',
    '    expire_in: 1 week',
  ];
}

function serviceBlock({ services: names }: Pipeline): string[] {
  if (names.length === 0) return [];
  return [
    'services:',
    ...names.flatMap((name) => [`  - name: ${services[name].image}`, `    alias: ${name}`]),
    'variables:',
    ...names.flatMap((name) => [
      ...Object.entries(services[name].settings).map(([key, value]) => `  ${key}: ${value}`),
      `  ${services[name].variable}: ${services[name].url(name)}`,
    ]),
  ];
}

const dockerBlock: readonly string[] = [
  '# Needs a runner that allows privileged containers.',
  `services: ['${images.dockerDaemon}']`,
  'variables:',
  '  DOCKER_HOST: tcp://docker:2376',
  '  DOCKER_TLS_CERTDIR: /certs',
  "  DOCKER_TLS_VERIFY: '1'",
  '  DOCKER_CERT_PATH: /certs/client',
  '  # Layers are stored with the other caches, separately for protected branches. A registry would be open',
  '  # to every job of the project, including those of merge requests.',
  '  NX_SIGNAL_LAYER_CACHE: local:$CI_PROJECT_DIR/.nx/ci/layers',
];

/** Sets PROJECTS to this job's part of the plan; there may be fewer parts than jobs. */
function takeShard(stage: Stage): string[] {
  return [
    '    - |',
    `      PROJECTS=$(node -p "(require('./${shardFile(stage)}')[(process.env.CI_NODE_INDEX || 1) - 1] || { projects: '' }).projects")`,
    '      if [ -z "$PROJECTS" ]; then echo "Nothing to do."; exit 0; fi',
  ];
}

function keepDurations({ name, count }: Stage, { exec }: Pipeline): string[] {
  if (count < 2) return [];
  return [
    `    - ${exec} nx-signal durations && cp ${durations} "durations-${name}-$CI_NODE_INDEX.json"`,
    '  artifacts:',
    '    paths: [durations-*.json]',
    '    expire_in: 1 day',
  ];
}

function stageJob(stage: Stage, pipeline: Pipeline): string[] {
  const { name, target, count } = stage;
  return [
    `${name}:`,
    '  extends: .python',
    '  stage: slow',
    '  timeout: 1 hour',
    '  needs: [signal]',
    ...indented(notForTags(pipeline), 2),
    ...(count > 1 ? [`  parallel: ${count}`] : []),
    ...(name === 'confidence' ? indented(serviceBlock(pipeline), 2) : []),
    ...(name === 'docker' ? indented(dockerBlock, 2) : []),
    '  script:',
    ...takeShard(stage),
    ...(name === 'docker'
      ? [
          '    - apt-get install -y -qq --no-install-recommends docker-cli docker-buildx > /dev/null',
        ]
      : []),
    `    - ${pipeline.exec} nx run-many -t ${target} --projects="$PROJECTS"`,
    ...keepDurations(stage, pipeline),
  ];
}

/** Comes last on the main branch, and only if all before it was green. */
function greenJob(pipeline: Pipeline): string[] {
  const { branch, exec, shards } = pipeline;
  return [
    '# Runs only if everything before it was green. The next pipeline of this branch compares with it.',
    'green:',
    '  extends: .python',
    '  stage: after',
    '  timeout: 10 minutes',
    '  interruptible: false',
    '  rules:',
    `    - if: $CI_COMMIT_BRANCH == ${quoted(branch)}`,
    '  cache:',
    ...indented(recordsCache('push'), 4),
    '  script:',
    '    - mkdir -p .nx',
    ...(shards > 1 ? [`    - ${exec} nx-signal durations $(ls durations-*.json 2>/dev/null)`] : []),
    `    - echo "$CI_COMMIT_SHA" > ${lastGreen}`,
  ];
}

/** The pipeline for GitLab. */
export function gitlabPipeline(pipeline: Pipeline): string {
  const jobs = [
    setUp(pipeline),
    signalJob(pipeline),
    ...stagesOf(pipeline).map((stage) => stageJob(stage, pipeline)),
    greenJob(pipeline),
    ...releaseJobs(pipeline),
  ];
  return [
    ...header(pipeline),
    ...variables(pipeline),
    jobs.map((lines) => lines.join('\n')).join('\n\n'),
    '',
  ].join('\n');
}
