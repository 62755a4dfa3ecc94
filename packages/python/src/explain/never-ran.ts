import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { executableIn } from '../environment/locate.js';
import { historyFiles } from '../nx-internal.js';
import { runProcess } from '../process/run-process.js';
import { writeWhole } from '../process/write-whole.js';

/** When a task had nothing to run in. */
interface NeverRan {
  project: string;
  target: string;
  /** Milliseconds since 1970. */
  time: number;
}

/** Older ones are of no use: what they would run on has moved on. */
const kept = 2_000;

/** Takes what Nx has recorded of tasks at some times out of its history. */
const script = `
import json, sqlite3, sys
paths, runs = json.loads(sys.argv[1])
for path in paths:
    try:
        connection = sqlite3.connect(path, timeout=2)
        with connection:
            connection.executemany(
                "DELETE FROM task_history WHERE code <> 0 AND start <= ? AND end >= ? AND hash IN "
                "(SELECT hash FROM task_details WHERE project = ? AND target = ?)",
                [
                    (run["time"] + 2000, run["time"] - 2000, run["project"], run["target"])
                    for run in runs
                ],
            )
    except sqlite3.Error:
        pass
`;

const keyOf = ({ project, target }: Pick<NeverRan, 'project' | 'target'>) =>
  `${project}\0${target}`;

function readRuns(file: string): NeverRan[] {
  try {
    const runs: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(runs) ? runs : [];
  } catch {
    return [];
  }
}

/**
 * Tasks that had no environment. For Nx they have failed, so that they are flaky once they succeed under the same
 * hash, although they never ran. It has no other word that is shown to whoever started them, so that its record
 * of them is taken back before they run.
 */
export class TasksWithoutEnvironment {
  readonly #tasks: ReadonlyMap<string, Pick<NeverRan, 'project' | 'target'>>;
  #file: string | undefined;
  #forgotten: Promise<void> | undefined;

  /** @param tasks - those of the run; of their hashes Nx tells its workers nothing */
  constructor(tasks: readonly { id: string; target: { project: string; target: string } }[]) {
    this.#tasks = new Map(
      tasks.map(({ id, target: { project, target } }) => [id, { project, target }]),
    );
  }

  /** Makes the environment of a task, and does what its failure or success asks for. */
  async watch<T extends { environmentFolder: string }>(
    id: string,
    make: () => Promise<T>,
  ): Promise<T> {
    let made: T;
    try {
      made = await make();
    } catch (error) {
      await this.#quietly(() => this.#remember(id));
      throw error;
    }
    this.#forgotten ??= this.#quietly(() => this.#forget(made.environmentFolder));
    await this.#forgotten;
    return made;
  }

  /** Whatever goes wrong here costs a line of Nx about flaky tasks, and no task. */
  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (process.env['NX_VERBOSE_LOGGING'] === 'true') console.error(error);
    }
  }

  async #fileOfRuns(): Promise<string> {
    this.#file ??= join((await historyFiles()).folder, 'nx-signal', 'never-ran.json');
    return this.#file;
  }

  async #remember(id: string): Promise<void> {
    const task = this.#tasks.get(id);
    if (task === undefined) return;
    const file = await this.#fileOfRuns();
    const runs = [...readRuns(file), { ...task, time: Date.now() }];
    writeWhole(file, JSON.stringify(runs.slice(-kept)));
  }

  async #forget(environment: string): Promise<void> {
    const file = await this.#fileOfRuns();
    const runs = readRuns(file);
    const own = new Set([...this.#tasks.values()].map(keyOf));
    const over = runs.filter((run) => own.has(keyOf(run)));
    if (over.length === 0) return;
    const { databases } = await historyFiles();
    const command = executableIn(environment, 'python');
    const args = ['-I', '-c', script, JSON.stringify([databases, over])];
    await runProcess({ command, args, cwd: environment, timeout: 10_000 });
    writeWhole(file, JSON.stringify(runs.filter((run) => !over.includes(run))));
  }
}
