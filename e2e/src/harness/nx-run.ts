/** What became of a task in a run of Nx. */
export type TaskOutcome = 'ran' | 'cached' | 'failed' | 'skipped';

/** A finished run of the Nx CLI. */
export interface NxRun {
  exitCode: number;
  /** All it printed, without colours. */
  output: string;
  /** Outcomes by task id. Aggregates do no work and are not among them. */
  tasks: Record<string, TaskOutcome>;
}

const taskLine = /^\s*(✔|✖|⏭|➜|-)\s+(?:nx run )?(\S+)(.*)$/;

/** Nx quotes a target whose name has a colon: `models:"test:unit"`. */
function taskId(text: string): string {
  return text.replaceAll('"', '');
}

function outcomeOf(sign: string, rest: string): TaskOutcome | undefined {
  if (sign === '✖') return 'failed';
  if (sign === '✔') return /cache|existing outputs match/.test(rest) ? 'cached' : 'ran';
  return undefined;
}

/** Reads which tasks ran, were replayed or failed out of what Nx printed in its static style. */
export function parseTasks(output: string): Record<string, TaskOutcome> {
  const tasks: Record<string, TaskOutcome> = {};
  for (const line of output.split('\n')) {
    const [, sign, name, rest] = taskLine.exec(line) ?? [];
    if (!sign || !name?.includes(':')) continue;
    const outcome = outcomeOf(sign, rest ?? '');
    if (outcome) tasks[taskId(name)] = outcome;
  }
  return tasks;
}
