import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { ActionsCache, RunFacts } from '../harness/ci/actions-cache/service.js';
import { cacheProgram } from './installed-server.js';
import { type Access, store, take } from './objects.js';

/** What one step of a job did. */
export interface StepResult {
  exitCode: number | undefined;
  output: string;
}

/** A job of GitHub around which `nx-signal-cache github` runs, in place of whose steps stands the test. */
export class GithubJob {
  /** What later steps find in their environment. */
  variables: Record<string, string> = {};
  output = '';

  private constructor(
    readonly temporary: string,
    readonly environment: Record<string, string>,
  ) {}

  /**
   * Starts a job.
   *
   * @param more - variables that the runner sets besides those of the cache
   */
  static async start(
    cache: ActionsCache,
    facts: RunFacts,
    more: Record<string, string> = {},
    flags: readonly string[] = [],
  ): Promise<GithubJob> {
    const temporary = mkdtempSync(join(tmpdir(), 'nx-signal-job-'));
    const file = join(temporary, 'env');
    writeFileSync(file, '');
    const runner = { RUNNER_TEMP: temporary, GITHUB_ENV: file, GITHUB_ACTIONS: 'true' };
    const job = new GithubJob(temporary, { ...cache.jobVariables(facts), ...runner, ...more });
    const { exitCode, output } = await job.step('start', flags);
    if (exitCode !== 0) throw new Error(output);
    const lines = readFileSync(file, 'utf8').trim().split('\n').filter(Boolean);
    job.variables = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
    return job;
  }

  /** Runs the program as a step of the job. */
  async step(name: 'start' | 'save', flags: readonly string[] = []): Promise<StepResult> {
    const { exitCode, all } = await execa(
      process.execPath,
      [cacheProgram, 'github', name, ...flags],
      { env: this.environment, all: true, reject: false },
    );
    this.output += `${all}\n`;
    return { exitCode, output: all };
  }

  get access(): Access {
    return {
      url: this.variables['NX_SELF_HOSTED_REMOTE_CACHE_SERVER'] ?? '',
      token: this.variables['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN'] ?? '',
    };
  }

  store(hash: string, body: string): Promise<number> {
    return store(this.access, hash, body);
  }

  take(hash: string): Promise<string | number> {
    return take(this.access, hash);
  }

  /** Ends the job without its last step, as a runner does that is switched off. */
  abandon(): void {
    const file = join(this.temporary, 'nx-signal-cache', 'server.pid');
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGKILL');
    rmSync(this.temporary, { recursive: true, force: true, maxRetries: 3 });
  }

  /** Ends the job; what its last step said. */
  async end(flags: readonly string[] = []): Promise<string> {
    const { exitCode, output } = await this.step('save', flags);
    if (exitCode !== 0) throw new Error(output);
    rmSync(this.temporary, { recursive: true, force: true });
    return output;
  }
}
