import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { execa } from 'execa';
import { parse } from 'yaml';

interface Job {
  extends?: string;
  variables?: Record<string, string>;
  before_script?: string[];
  script: string[];
  parallel?: number;
  id_tokens?: Record<string, { aud: string }>;
  stage?: string;
  rules?: Rule[];
}

interface Rule {
  if?: string;
  when?: string;
}

/** What a pipeline runs for. */
export interface GitlabEvent {
  /** Variables that GitLab sets for it, such as CI_PIPELINE_SOURCE. */
  variables: Record<string, string>;
  /** The ref that is checked out. */
  ref: string;
  /** Files of the caches that the pipeline may read, by path. */
  cached?: Record<string, string>;
}

/** What is around a pipeline. */
export interface GitlabOptions {
  /** Default: a merge request of the branch that is checked out. */
  event?: GitlabEvent;
  /** Makes the token that a job gets for an audience that it asks for. */
  identity?: (audience: string) => string;
}

/** Whether the first rule that fits lets it run; rules compare a variable with a text, or ask whether it is set. */
function allows(rules: readonly Rule[], variables: Record<string, string>): boolean {
  const fitting = rules.find(({ if: condition = '' }) => {
    const [, name = '', value] = /^\$(\w+)(?: == ['"](.*)['"])?$/.exec(condition) ?? [];
    if (name === '' && condition !== '') throw new Error(`an unknown rule: ${condition}`);
    return value === undefined
      ? name === '' || Boolean(variables[name])
      : variables[name] === value;
  });
  return fitting !== undefined && fitting.when !== 'never';
}

const notJobs = new Set(['workflow', 'stages', 'variables']);

/**
 * Runs the jobs of a pipeline of GitLab as a runner does: `before_script` and `script` in one shell, in
 * one clone that serves all jobs, so that what artifacts would carry is there.
 */
export class GitlabRun {
  private constructor(
    private readonly folder: string,
    private readonly root: string,
    private readonly pipeline: Record<string, Job>,
    private readonly shas: Record<string, string>,
    private readonly identity: (audience: string) => string,
  ) {}

  static async start(
    origin: string,
    file: string,
    { event, identity = () => '' }: GitlabOptions = {},
  ): Promise<GitlabRun> {
    const folder = mkdtempSync(join(tmpdir(), 'nx-signal-gitlab-'));
    const root = join(folder, 'work');
    await execa('git', ['clone', '--quiet', `file://${origin}`, root]);
    const git = async (...args: string[]) => (await execa('git', args, { cwd: root })).stdout;
    if (event) {
      await git('fetch', '--quiet', 'origin', event.ref);
      await git('checkout', '--quiet', '--detach', 'FETCH_HEAD');
      for (const [path, text] of Object.entries(event.cached ?? {})) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    }
    const shas = {
      CI_COMMIT_SHA: await git('rev-parse', 'HEAD'),
      CI_COMMIT_BEFORE_SHA: '0'.repeat(40),
      ...(event
        ? event.variables
        : { CI_MERGE_REQUEST_DIFF_BASE_SHA: await git('merge-base', 'origin/main', 'HEAD') }),
    };
    const pipeline = parse(readFileSync(join(origin, file), 'utf8'));
    return new GitlabRun(folder, root, pipeline, shas, identity);
  }

  /** Runs all jobs whose rules hold, stage by stage, as often as they say. What each printed, none without a pipeline. */
  async all(except: readonly string[] = []): Promise<Record<string, string[]>> {
    const { workflow, stages } = this.pipeline as unknown as {
      workflow: { rules: Rule[] };
      stages: string[];
    };
    if (!allows(workflow.rules, this.shas)) return {};
    const jobs = Object.entries(this.pipeline)
      .filter(([name]) => !name.startsWith('.') && !notJobs.has(name) && !except.includes(name))
      .filter(([, { rules }]) => rules === undefined || allows(rules, this.shas))
      .sort(([, a], [, b]) => stages.indexOf(a.stage ?? '') - stages.indexOf(b.stage ?? ''));
    const printed: Record<string, string[]> = {};
    for (const [name, { parallel = 1 }] of jobs) {
      printed[name] = [];
      for (let index = 1; index <= parallel; index += 1)
        printed[name].push(await this.job(name, { CI_NODE_INDEX: String(index) }));
    }
    return printed;
  }

  /** Runs one job to its end and returns what it printed; a red one is an error. */
  async job(name: string, more: Record<string, string> = {}): Promise<string> {
    const own = this.pipeline[name];
    if (!own) throw new Error(`the pipeline has no job ${name}`);
    const job = { ...this.pipeline[own.extends ?? ''], ...own };
    const script = join(this.folder, 'job.sh');
    writeFileSync(script, ['set -e', ...(job.before_script ?? []), ...job.script].join('\n'));
    const variables = { ...(this.pipeline['variables'] as unknown as object), ...own.variables };
    const env: Record<string, string> = {
      ...this.shas,
      CI: 'true',
      GITLAB_CI: 'true',
      CI_PROJECT_DIR: this.root,
      CI_NODE_TOTAL: String(job.parallel ?? 1),
      NX_NO_CLOUD: 'true',
      NX_CACHE_DIRECTORY: join(this.folder, 'nx-cache'),
      SCCACHE_IDLE_TIMEOUT: '10',
      ...more,
    };
    for (const [key, value] of Object.entries(variables))
      env[key] = String(value).replaceAll('$CI_PROJECT_DIR', this.root);
    for (const [key, { aud }] of Object.entries(job.id_tokens ?? {})) env[key] = this.identity(aud);
    const result = await execa('bash', [script], {
      cwd: this.root,
      env,
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    if (result.exitCode !== 0) throw new Error(`${name} is red\n${result.all}`);
    return stripVTControlCharacters(result.all);
  }

  /** Reads a file of the clone. */
  read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }

  async dispose(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
