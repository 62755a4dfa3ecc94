import { executableIn } from '../../environment/locate.js';
import { LineCutter } from '../../process/line-cutter.js';
import {
  type Conversation,
  converse,
  type Invocation,
  type ProcessResult,
  runProcess,
} from '../../process/run-process.js';
import { type EnvironmentChanges, variablesOfRun } from '../isolate.js';
import { pythonFile } from '../python-file.js';
import type { ToolWorkspace } from '../tool-task.js';
import type { Judged } from './shared-modules.js';

/** What the zygote says, as far as it is listened to; its own documentation has all of it. */
interface Message {
  type: 'ready' | 'fatal' | 'end' | 'unsupported' | 'unshared' | 'cancelled' | 'error';
  id?: string | null;
  reason?: string;
  shared?: Judged | null;
  exitCode?: number | null;
  signal?: string | null;
  timedOut?: boolean;
  output?: string;
  startTime?: number;
  endTime?: number;
}

/** Undefined for what else may arrive, such as the traceback of a zygote that fails. */
function parseMessage(line: string): Message | undefined {
  try {
    return line.startsWith('{') ? (JSON.parse(line) as Message) : undefined;
  } catch {
    return undefined;
  }
}

/** JSON has no word for what is undefined. */
function changes(env: EnvironmentChanges): { set: EnvironmentChanges; unset: string[] } {
  return { set: env, unset: Object.keys(env).filter((name) => env[name] === undefined) };
}

/** Longer than any task may take: the zygote ends with the batch. */
const day = 24 * 3_600_000;

/** How a zygote is started, with the variables that most runs have in common. */
export interface ZygoteProgram {
  command: string;
  args: string[];
  cwd: string;
  env: EnvironmentChanges;
}

/**
 * What to start for runs in a workspace.
 *
 * @param packages - file that describes what not all runs may see, if any may not see everything
 * @param shared - file that names what several runs import, if it is to be imported beforehand
 */
export function zygoteProgram(
  { environmentFolder, root }: ToolWorkspace,
  env: EnvironmentChanges,
  packages: string | undefined,
  shared: string | undefined,
): ZygoteProgram {
  const command = executableIn(environmentFolder, 'python');
  return {
    command,
    args: [pythonFile('nx_signal_zygote.py'), JSON.stringify({ packages, shared })],
    cwd: root,
    env,
  };
}

/**
 * A Python process that has imported pytest once and forks for each run of it. A run that it cannot
 * do, or that was under way when it died, is done by a process of its own.
 */
export class Zygote {
  /** What it has found out about the modules that runs share, once it says so. */
  judged: Judged | undefined;
  /** Called with the task of a run that could not go on with them, and why. */
  onUnshared: (task: string, reason: string) => void = () => {};
  readonly #conversation: Conversation;
  readonly #waiting = new Map<string, (message: Message | undefined) => void>();
  readonly #lines = new LineCutter();
  #next = 0;
  #isGone = false;
  #alone: Promise<unknown> = Promise.resolve();

  /**
   * @param canWait - whether it may be one that was started ahead
   * @param limit - how many runs it does side by side
   */
  constructor(program: ZygoteProgram, canWait: boolean, limit: number) {
    this.#conversation = converse({
      ...program,
      canWait,
      timeout: day,
      // Each task's output is in its message.
      keep: 0,
      onOutput: (text) => this.#read(text),
    });
    void this.#conversation.ended.then(() => this.#leave());
    this.setLimit(limit);
  }

  /** How many runs it does side by side. */
  setLimit(limit: number): void {
    if (!this.#isGone) this.#send({ type: 'limit', limit });
  }

  /** Runs pytest as {@link runProcess} would. */
  async execute(invocation: Invocation): Promise<ProcessResult> {
    const message = this.#isGone ? undefined : await this.#ask(invocation);
    if (message?.type === 'unshared' && invocation.task !== undefined) {
      this.onUnshared(invocation.task, message.reason ?? '');
    }
    if (message?.type !== 'end') return await this.executeAlone(invocation);
    return {
      exitCode: message.exitCode ?? undefined,
      signal: message.signal ?? undefined,
      timedOut: message.timedOut ?? false,
      output: message.output ?? '',
      startError: undefined,
      ...(message.startTime === undefined ? {} : { startTime: message.startTime }),
      ...(message.endTime === undefined ? {} : { endTime: message.endTime }),
    };
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#conversation.close();
    await this.#conversation.ended;
  }

  /**
   * Runs it in a process of its own. One after the other: all that waited for a zygote that died arrive here at once.
   */
  executeAlone(invocation: Invocation): Promise<ProcessResult> {
    const result = this.#alone.then(() => runProcess(invocation));
    this.#alone = result;
    return result;
  }

  #ask({ cwd, args, env, timeout }: Invocation): Promise<Message | undefined> {
    const id = String(this.#next++);
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({
        type: 'run',
        id,
        cwd,
        args,
        timeout: timeout / 1000,
        env: changes({ ...variablesOfRun(), ...env }),
      });
    });
  }

  #send(message: object): void {
    this.#conversation.send(`${JSON.stringify(message)}\n`);
  }

  #read(text: string): void {
    for (const line of this.#lines.push(text)) {
      const message = parseMessage(line);
      if (message) this.#hear(message);
    }
  }

  #hear(message: Message): void {
    if (message.type === 'fatal') this.#leave();
    if (message.type === 'ready') this.judged = message.shared ?? undefined;
    const resolve = this.#waiting.get(message.id ?? '');
    if (!resolve) return;
    this.#waiting.delete(message.id ?? '');
    resolve(message);
  }

  /** It answers no more: whoever waits goes on without it. */
  #leave(): void {
    this.#isGone = true;
    for (const resolve of this.#waiting.values()) resolve(undefined);
    this.#waiting.clear();
  }
}
