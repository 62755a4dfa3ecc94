import { jobSettings, runBlock, setUp } from './github-setup.js';
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
import { actions, tools } from './versions.js';

/** Where the workflow goes. */
export const githubFile = '.github/workflows/ci.yml';

const durations = '.nx/durations.json';

function header({ branch }: Pipeline): string[] {
  return [
    '# Created by `nx g @nx-signal/python:ci --provider=github`. The file is yours: edit it as you like.',
    'name: CI',
    '',
    'on:',
    '  push:',
    `    branches: [${quoted(branch)}]`,
    '  pull_request:',
    '  # A merge queue waits for the checks of the branch that it creates.',
    '  merge_group:',
    '  workflow_dispatch:',
    '',
    '# A newer push to a pull request cancels its older run. Runs of the main branch always finish, because',
    '# the next run compares with the last green one.',
    'concurrency:',
    '  group: ${{ github.workflow }}-${{ github.ref }}',
    "  cancel-in-progress: ${{ github.event_name == 'pull_request' }}",
    '',
    '# No job writes to the repository. `actions: read` finds the last green run of the main branch.',
    'permissions:',
    '  contents: read',
    '  actions: read',
    '',
  ];
}

export function environment(pipeline: Pipeline): string[] {
  return ['env:', ...indented(nxVariables(pipeline), 2), ''];
}

/** Comes before the plan, so that the jobs are balanced by what the main branch has measured. */
function restoreDurations({ shards }: Pipeline): string[] {
  if (shards < 2) return [];
  return [
    '- name: Restore durations of earlier runs',
    `  uses: ${actions.cacheRestore}`,
    '  with:',
    `    path: ${durations}`,
    '    key: nx-durations-${{ github.run_id }}',
    '    restore-keys: nx-durations-',
  ];
}

/** What the run came to, be it green or red: on the page of the job, and for programs. */
export function reportSteps({ exec }: Pipeline): string[] {
  const condition = "  if: ${{ !cancelled() && steps.signal.outcome != 'skipped' }}";
  return [
    '# Also if that failed. The page of the job shows the stages and the first findings.',
    '- name: Report',
    condition,
    '  run: |',
    '    code=0',
    `    ${exec} nx-signal report --allow-none --sarif --junit --markdown || code=$?`,
    '    if [ -f dist/reports/signal.md ]; then cat dist/reports/signal.md >> "$GITHUB_STEP_SUMMARY"; fi',
    '    exit "$code"',
    `- uses: ${actions.uploadArtifact}`,
    condition,
    '  with:',
    '    name: signal',
    '    path: |',
    ...['signal.json', 'signal.sarif', 'junit.xml'].map((file) => `      dist/reports/${file}`),
    '    if-no-files-found: ignore',
    '    retention-days: 7',
  ];
}

function signalJob(pipeline: Pipeline): string[] {
  const { exec, signal } = pipeline;
  const stages = stagesOf(pipeline);
  return [
    'signal:',
    '  name: Signal',
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 30',
    ...indented(jobSettings(pipeline), 2),
    '  outputs:',
    ...stages.map(({ name }) => `    ${name}: \${{ steps.plan.outputs.${name} }}`),
    '  steps:',
    ...indented(setUp(pipeline, { compares: true }), 4),
    '    # Nx does not sync in CI. This step fails if imports are not declared, and lists them.',
    '    - name: Declarations follow imports',
    `      run: ${exec} nx sync:check`,
    ...indented(signalRemark(pipeline), 4),
    '    - name: Signal',
    '      id: signal',
    `      run: ${exec} nx affected -t ${signal.join(' ')}`,
    ...indented(reportSteps(pipeline), 4),
    ...indented(restoreDurations(pipeline), 4),
    '    # A slow stage with nothing to do starts no runner.',
    '    - name: Plan the slow stages',
    '      id: plan',
    '      run: |',
    ...stages.flatMap(({ name, target, count }) => [
      `        ${name}=$(${exec} nx-signal shards ${target} ${count})`,
      `        echo "${name}=$${name}" >> "$GITHUB_OUTPUT"`,
    ]),
  ];
}

function serviceBlock({ services: names }: Pipeline): string[] {
  if (names.length === 0) return [];
  return [
    'services:',
    ...names.flatMap((name) => {
      const { image, port, health, settings } = services[name];
      const variables = Object.entries(settings).map(([key, value]) => `      ${key}: ${value}`);
      return [
        `  ${name}:`,
        `    image: ${image}`,
        ...(variables.length > 0 ? ['    env:', ...variables] : []),
        `    ports: ['${port}:${port}']`,
        `    options: --health-cmd "${health}" --health-interval 2s --health-timeout 5s --health-retries 30`,
      ];
    }),
  ];
}

function stageVariables(stage: Stage, { services: names }: Pipeline): string[] {
  const urls = stage.name === 'confidence' ? names : [];
  return [
    '# In a variable, so that no name can be interpreted by the shell.',
    'PROJECTS: ${{ matrix.projects }}',
    ...urls.map((name) => `${services[name].variable}: ${services[name].url('localhost')}`),
  ];
}

const titles = { confidence: 'Confidence', contract: 'Contract', docker: 'Images' } as const;

function dockerSteps({ name }: Stage): string[] {
  if (name !== 'docker') return [];
  return [
    `- uses: ${actions.setupBuildx}`,
    '# Gives steps access to GitHub’s cache, where BuildKit stores layers. Layers of a pull request are its own.',
    `- uses: ${actions.githubRuntime}`,
  ];
}

function keepDurations({ name, count }: Stage, { exec }: Pipeline): string[] {
  if (count < 2) return [];
  return [
    '- name: Record durations',
    `  run: ${exec} nx-signal durations`,
    `- uses: ${actions.uploadArtifact}`,
    '  with:',
    `    name: durations-${name}-\${{ strategy.job-index }}`,
    `    path: ${durations}`,
    '    include-hidden-files: true',
    '    retention-days: 1',
  ];
}

function stageJob(stage: Stage, pipeline: Pipeline): string[] {
  const { name, target } = stage;
  return [
    `${name}:`,
    `  name: ${titles[name]}${stage.count > 1 ? ' ${{ matrix.shard }}' : ''}`,
    '  needs: signal',
    `  if: needs.signal.outputs.${name} != '[]'`,
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 60',
    '  strategy:',
    '    # One red job must not hide the results of the others.',
    '    fail-fast: false',
    '    matrix:',
    `      include: \${{ fromJSON(needs.signal.outputs.${name}) }}`,
    ...indented(jobSettings(pipeline), 2),
    ...(name === 'confidence' ? indented(serviceBlock(pipeline), 2) : []),
    '  steps:',
    ...indented([...setUp(pipeline), ...dockerSteps(stage)], 4),
    `    - name: ${titles[name]}`,
    '      env:',
    ...indented(stageVariables(stage, pipeline), 8),
    `      run: ${pipeline.exec} nx run-many -t ${target} --projects="$PROJECTS"`,
    ...indented(keepDurations(stage, pipeline), 4),
  ];
}

/** Puts the records of all jobs together; only the main branch's are kept. */
function durationsJob(pipeline: Pipeline): string[] {
  const { branch, exec, install, cached } = pipeline;
  return [
    'durations:',
    '  name: Keep durations',
    '  needs: [confidence, contract]',
    `  if: \${{ !cancelled() && github.ref == 'refs/heads/${branch}' }}`,
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 10',
    '  steps:',
    `    - uses: ${actions.checkout}`,
    '      with:',
    '        persist-credentials: false',
    `    - uses: ${actions.setupNode}`,
    '      with:',
    `        node-version: '${tools.node}'`,
    ...(cached ? [`        cache: ${cached}`] : []),
    '    - name: Install',
    ...indented(runBlock(install), 4),
    ...indented(restoreDurations(pipeline), 4),
    `    - uses: ${actions.downloadArtifact}`,
    '      with:',
    '        pattern: durations-*',
    '        path: recorded',
    '    - name: Put durations together',
    '      run: |',
    '        shopt -s nullglob',
    `        ${exec} nx-signal durations recorded/*/durations.json`,
    `    - uses: ${actions.cacheSave}`,
    '      with:',
    `        path: ${durations}`,
    '        key: nx-durations-${{ github.run_id }}',
  ];
}

/**
 * One check for a branch rule to require: which other jobs there are depends on the change, and one that is skipped
 * never reports.
 */
function requiredJob(stages: readonly Stage[]): string[] {
  const needs = ['signal', ...stages.map(({ name }) => name)];
  return [
    '# Require this check in the rules of the branch: it is green if no job is red, however many there are.',
    'required:',
    '  name: Required',
    `  needs: [${needs.join(', ')}]`,
    '  if: always()',
    '  runs-on: ubuntu-latest',
    '  timeout-minutes: 5',
    '  permissions: {}',
    '  steps:',
    '    - name: No job is red',
    '      env:',
    "        RESULTS: ${{ join(needs.*.result, ' ') }}",
    '      run: |',
    '        echo "$RESULTS"',
    '        case " $RESULTS " in *" failure "* | *" cancelled "*) exit 1 ;; esac',
  ];
}

/** The workflow for GitHub. */
export function githubWorkflow(pipeline: Pipeline): string {
  const jobs = [
    signalJob(pipeline),
    ...stagesOf(pipeline).map((stage) => stageJob(stage, pipeline)),
    ...(pipeline.shards > 1 ? [durationsJob(pipeline)] : []),
    requiredJob(stagesOf(pipeline)),
  ];
  const body = jobs.map((lines) => indented(lines, 2).join('\n')).join('\n\n');
  return [...header(pipeline), ...environment(pipeline), 'jobs:', body, ''].join('\n');
}
