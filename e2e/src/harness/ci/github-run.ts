import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';
import type { ActionsCache, RunFacts } from './actions-cache/service.js';
import { attest } from './attest.js';
import { type Contexts, expanded, holds } from './expressions.js';
import { baseOf, checkOut, type GithubEvent } from './github-event.js';
import { offerRunnerFiles, shownLog, takeRunnerFiles } from './runner-files.js';
import { installSccache } from './sccache-action.js';
import type { Step, Workflow } from './workflow.js';

/** What a job has left. */
export interface JobResult {
  output: string;
  /** The name of the step that was red. */
  red?: string | undefined;
  /** What its page shows. */
  summary: string;
  /** Reads a file of its clone. */
  read(file: string): string;
}

interface RunningJob {
  name: string;
  root: string;
  matrix: Record<string, string>;
  env: Record<string, string>;
  steps: Record<string, { outputs: Record<string, string>; outcome: string }>;
  summary: string;
  output: string;
  red?: string;
  /** Values that no log may show. */
  secrets: string[];
  /** What actions have left for the end of the job, the last first. */
  posts: (() => Promise<void>)[];
}

/** What is around a run. */
export interface RunOptions {
  /** Where the hosts and ports of the workflow's services really are. */
  services?: Record<string, string>;
  /** GitHub's cache, and what the run may do with it. Default: actions find no such service. */
  cache?: { service: ActionsCache; facts: RunFacts };
  /** Whether there is no earlier green run, so that everything counts as changed. */
  everything?: boolean;
  /** What the workflow runs for. Default: a pull request with the branch that is checked out. */
  event?: GithubEvent;
  /** More variables for all steps. */
  env?: Record<string, string>;
  /** How a job gets its identity, if it may have one. */
  identity?: Record<string, string>;
}

/** No secret and no variable is set, which GitHub takes for an empty text. */
const unset: Record<string, string> = new Proxy({}, { get: () => '' });

/**
 * Runs the jobs of a workflow of GitHub: each step's shell as it is written, in a clone of its own, and
 * for each action what it does to the machine, with real tools. What it does not know it refuses.
 */
export class GithubRun {
  /** What later jobs see of the ones that have run. */
  readonly needs: Record<string, { result: string; outputs: Record<string, string> }> = {};

  private constructor(
    private readonly origin: string,
    private readonly folder: string,
    readonly workflow: Workflow,
    private readonly options: RunOptions,
  ) {}

  static async start(origin: string, file: string, options: RunOptions = {}): Promise<GithubRun> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-github-'));
    const workflow = parse(readFileSync(join(origin, file), 'utf8'));
    return new GithubRun(origin, folder, workflow, options);
  }

  /** Runs one job to its end; a red step is an error with all that was printed. */
  async job(name: string, matrix: Record<string, string> = {}): Promise<JobResult> {
    const result = await this.attempt(name, matrix);
    if (result.red) throw new Error(`${name}: ${result.red} is red\n${result.output}`);
    return result;
  }

  /** Runs one job to its end, or to its first red step; what actions do at the end they do in any case. */
  async attempt(name: string, matrix: Record<string, string> = {}): Promise<JobResult> {
    const definition = this.workflow.jobs[name];
    if (!definition) throw new Error(`the workflow has no job ${name}`);
    const root = join(mkdtempSync(join(this.folder, `${name}-`)), 'work');
    // Where a job without a checkout starts, too.
    mkdirSync(root);
    const empty = { env: {}, steps: {}, summary: '', output: '', secrets: [], posts: [] };
    const job: RunningJob = { name, root, matrix, ...empty };
    Object.assign(job.env, this.variables(this.workflow.env, job));
    Object.assign(job.env, this.variables(definition.env, job));
    const { permissions = this.workflow.permissions } = definition;
    if (permissions['id-token'] === 'write') Object.assign(job.env, this.options.identity);
    for (const step of definition.steps) {
      if (step.id) job.steps[step.id] = { outputs: {}, outcome: 'skipped' };
      if (!holds(step.if, this.contexts(job), { failed: job.red !== undefined })) continue;
      if (step.uses) await this.action(step.uses, step.with ?? {}, job);
      else await this.shell(step, job);
    }
    for (const post of job.posts) await post();
    const result = job.red === undefined ? 'success' : 'failure';
    this.needs[name] = { result, outputs: this.variables(definition.outputs, job) };
    const read = (file: string) => readFileSync(join(root, file), 'utf8');
    return { output: job.output, red: job.red, summary: job.summary, read };
  }

  /** An output of a job that has run. */
  output(job: string, name: string): string {
    return this.needs[job]?.outputs[name] ?? '';
  }

  async dispose(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  private variables(
    values: Record<string, string> | undefined,
    job: RunningJob,
  ): Record<string, string> {
    return Object.fromEntries(
      Object.entries(values ?? {}).map(([key, value]) => [key, this.expand(value, job)]),
    );
  }

  private contexts({ root, matrix, steps }: RunningJob): Contexts {
    return {
      ...this.workflowContexts(),
      github: { ...this.github, workspace: root, run_id: '1' },
      strategy: { 'job-index': 0 },
      matrix,
      steps,
    };
  }

  /** What expressions about whole jobs may refer to. */
  workflowContexts(): Contexts {
    return { github: this.github, needs: this.needs, secrets: unset, vars: unset };
  }

  private get github() {
    const { event } = this.options;
    return { event_name: event?.name ?? 'pull_request', ref: event?.ref ?? 'refs/pull/1/merge' };
  }

  private expand(text: string, job: RunningJob): string {
    const standing = { failed: job.red !== undefined };
    const replaced = expanded(String(text), this.contexts(job), standing);
    return Object.entries(this.options.services ?? {}).reduce(
      (result, [host, real]) => result.replaceAll(host, real),
      replaced,
    );
  }

  private async shell(step: Step, job: RunningJob): Promise<void> {
    const script = join(dirname(job.root), 'step.sh');
    writeFileSync(script, this.expand(step.run ?? '', job));
    // As GitHub runs a step without a shell of its own.
    const env = this.variables(step.env, job);
    const { exitCode, written } = await this.run('bash', ['-e', script], env, job);
    if (exitCode !== 0) job.red ??= step.name ?? 'a step';
    const outcome = exitCode === 0 ? 'success' : 'failure';
    if (step.id) job.steps[step.id] = { outputs: written.GITHUB_OUTPUT, outcome };
  }

  /** Runs a program as a step does, with the runner's files; what it leaves for later steps is theirs. */
  private async run(command: string, args: string[], env: Record<string, string>, job: RunningJob) {
    const folder = dirname(job.root);
    mkdirSync(join(folder, 'temp'), { recursive: true });
    const summary = join(folder, 'summary.md');
    writeFileSync(summary, '');
    const { exitCode, all } = await execa(command, args, {
      cwd: job.root,
      env: {
        ...job.env,
        ...env,
        ...offerRunnerFiles(folder),
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_WORKSPACE: job.root,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: join(folder, 'temp'),
        NX_CACHE_DIRECTORY: join(folder, 'nx-cache'),
        NX_NO_CLOUD: 'true',
        ...this.options.env,
      },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    const written = takeRunnerFiles(folder);
    job.summary += readFileSync(summary, 'utf8');
    job.output += `${shownLog(all, job.secrets)}\n`;
    Object.assign(job.env, written.GITHUB_ENV);
    return { exitCode, written };
  }

  /** Runs an action of the repository, which gets what later steps do not: access to GitHub's cache. */
  private async localAction(path: string, job: RunningJob): Promise<void> {
    const folder = join(job.root, path);
    const { runs } = parse(readFileSync(join(folder, 'action.yml'), 'utf8'));
    const { cache } = this.options;
    const given = cache?.service.jobVariables(cache.facts) ?? {};
    const node = (file: string, env: Record<string, string>) =>
      this.run(process.execPath, [join(folder, file)], { ...given, ...env }, job);
    const { exitCode, written } = await node(runs.main, {});
    if (exitCode !== 0) job.red = path;
    const state = Object.entries(written.GITHUB_STATE).map(([name, value]) => [
      `STATE_${name}`,
      value,
    ]);
    job.posts.unshift(async () => void (await node(runs.post, Object.fromEntries(state))));
  }

  private async action(
    uses: string,
    options: NonNullable<Step['with']>,
    job: RunningJob,
  ): Promise<void> {
    const name = uses.replace(/@.*/, '');
    const path = join(job.root, String(options['path'] ?? ''));
    const artifacts = join(this.folder, 'artifacts');
    if (uses.startsWith('./')) return this.localAction(uses, job);
    switch (name) {
      case 'actions/checkout':
        return checkOut(this.origin, job.root, {
          whole: options['fetch-depth'] === 0,
          event: this.options.event,
        });
      case 'nrwl/nx-set-shas': {
        const git = async (...args: string[]) =>
          (await execa('git', args, { cwd: job.root })).stdout;
        job.env['NX_HEAD'] = await git('rev-parse', 'HEAD');
        job.env['NX_BASE'] = this.options.everything
          ? await git('hash-object', '-t', 'tree', '/dev/null')
          : await baseOf(job.root, String(options['main-branch-name']), this.options.event);
        return;
      }
      case 'mozilla-actions/sccache-action': {
        Object.assign(job.env, await installSccache(this.folder, dirname(job.root)));
        job.posts.unshift(async () => {
          await this.run('sccache', ['--show-stats', '--stats-format=json'], {}, job);
          await this.run('sccache', ['--stop-server'], {}, job);
        });
        return;
      }
      case 'actions/upload-artifact': {
        const artifact = join(artifacts, this.expand(String(options['name']), job));
        mkdirSync(artifact, { recursive: true });
        const files = String(options['path']).split('\n').filter(Boolean);
        for (const file of files) {
          const source = join(job.root, file);
          // What is in the only folder, and not the folder.
          if (files.length === 1 && statSync(source, { throwIfNoEntry: false })?.isDirectory()) {
            cpSync(source, artifact, { recursive: true });
            continue;
          }
          if (!existsSync(source) && options['if-no-files-found'] === 'ignore') continue;
          cpSync(source, join(artifact, basename(file)), { recursive: true });
        }
        return;
      }
      case 'actions/download-artifact':
        cpSync(join(artifacts, String(options['name'] ?? '')), path, { recursive: true });
        return;
      case 'astral-sh/attest-action':
        attest(job.root, String(options['paths']));
        return;
      case 'actions/cache/restore':
      case 'actions/cache/save':
        if (name.endsWith('save') && !existsSync(path)) throw new Error(`no ${path} to keep`);
        return;
      // They install what the tests have on PATH already.
      case 'actions/setup-node':
      case 'astral-sh/setup-uv':
      case 'docker/setup-buildx-action':
      case 'crazy-max/ghaction-github-runtime':
        return;
      default:
        throw new Error(`an action that this runner does not know: ${uses}`);
    }
  }
}
