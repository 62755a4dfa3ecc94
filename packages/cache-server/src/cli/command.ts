/** What a command may touch outside its own logic. */
export interface CommandIo {
  stdout(text: string): void;
  stderr(text: string): void;
  environment: NodeJS.ProcessEnv;
}

/** Arguments of a command, sorted. */
export interface Arguments {
  /** Flags with a value, by name without dashes. */
  flags: Record<string, string>;
  /** What is no flag, in order. */
  values: string[];
}

/** A command of `nx-signal-cache`. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** All of `nx-signal-cache <name> --help`. */
  usage: string;
  /** Flags it knows; a configuration option is known to every command that reads the configuration. */
  flags: readonly string[];
  /** Those of them that may stand without a value. */
  switches: readonly string[];
  /** Whether it takes anything besides flags. */
  takesValues?: boolean;
  run(args: Arguments, io: CommandIo): Promise<number>;
}
