import { evaluate, holds } from './expressions.js';
import type { GithubRun, JobResult } from './github-run.js';

/** What became of a job: a result for each entry of its matrix, none where it was skipped. */
export interface JobOutcome {
  result: string;
  runs: JobResult[];
}

/** Runs all jobs of a workflow, in the order in which they need one another, as far as their conditions hold. */
export async function runWorkflow(run: GithubRun): Promise<Record<string, JobOutcome>> {
  const outcomes: Record<string, JobOutcome> = {};
  for (const [name, job] of Object.entries(run.workflow.jobs)) {
    const needed = [job.needs ?? []].flat().map((need) => run.needs[need]?.result);
    if (needed.includes(undefined)) throw new Error(`${name} needs a job that comes later`);
    const standing = { failed: needed.includes('failure'), skipped: needed.includes('skipped') };
    const contexts = run.workflowContexts();
    const runs: JobResult[] = [];
    if (holds(job.if, contexts, standing)) {
      const include = job.strategy?.matrix.include.replace(/^\$\{\{(.*)\}\}$/, '$1');
      const entries = include ? evaluate(include, contexts, standing) : [{}];
      for (const entry of entries as Record<string, string>[])
        runs.push(await run.attempt(name, entry));
    } else run.needs[name] = { result: 'skipped', outputs: {} };
    if (runs.some(({ red }) => red !== undefined)) {
      const outputs = run.needs[name]?.outputs ?? {};
      run.needs[name] = { result: 'failure', outputs };
    }
    outcomes[name] = { result: run.needs[name]?.result ?? 'skipped', runs };
  }
  return outcomes;
}
