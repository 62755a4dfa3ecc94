import { printableLine } from './printable.js';
import { Repetitions } from './repetitions.js';

/** How much is logged: each level includes those behind it. */
export const logLevels = ['debug', 'info', 'warn', 'error'] as const;

/** One of {@link logLevels}. */
export type LogLevel = (typeof logLevels)[number];

/** Values of one line. Never a token, never a header. */
export type LogFields = Record<string, string | number | boolean | undefined>;

/** Writes lines of JSON: time, level, message and what belongs to it. */
export class Log {
  private readonly lowest: number;
  private readonly repetitions = new Repetitions();

  /**
   * @param level - what is below it is left out
   * @param write - takes one line, with its end
   */
  constructor(
    level: LogLevel,
    private readonly write: (line: string) => void,
  ) {
    this.lowest = logLevels.indexOf(level);
  }

  /** Whether lines of that level are written: asked where making one costs something. */
  has(level: LogLevel): boolean {
    return logLevels.indexOf(level) >= this.lowest;
  }

  debug(message: string, fields?: LogFields): void {
    this.add('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.add('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.add('warn', message, fields);
  }

  /**
   * Something failed; the error's message is logged. The same again within a minute is only counted: a full disk fails
   * with every upload. All of them, and stacks, are logged at level `debug`.
   */
  trouble(message: string, error: unknown): void {
    const { message: text, code, stack } = error as Error & { code?: string };
    const isDebug = this.has('debug');
    const unsaid = isDebug ? 0 : this.repetitions.note(`${message} ${code ?? ''}`);
    if (unsaid === undefined) return;
    this.add('error', message, {
      error: text ?? String(error),
      code,
      unsaid: unsaid || undefined,
      stack: isDebug ? stack : undefined,
    });
  }

  private add(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (!this.has(level)) return;
    const line = JSON.stringify({ time: new Date().toISOString(), level, message, ...fields });
    // The rest of what a terminal would act on, which JSON leaves as it is.
    this.write(`${printableLine(line)}\n`);
  }
}
