/** What a command may touch outside its own logic. */
export interface CommandIo {
  /** Absolute path of the folder that holds nx.json. */
  workspaceRoot: string;
  /** Prints a line of the command's answer. */
  stdout(text: string): void;
  /** Prints a line about the command itself: errors, progress, remarks. */
  stderr(text: string): void;
}

/** A command of the `nx-signal` program. */
export interface Command {
  /** What the user types, such as `explain`. */
  name: string;
  /** One line for the list of commands, without a full stop. */
  summary: string;
  /** All of `nx-signal <name> --help`, without a line break at the end. */
  usage: string;
  /**
   * Does the work. A `SignalError` that it throws is printed as message, place and hint.
   *
   * @param argv - what stands behind the command's name
   * @returns the exit code
   */
  run(argv: readonly string[], io: CommandIo): Promise<number>;
}
