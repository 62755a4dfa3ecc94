import { formatError } from '../errors.js';
import type { Command, CommandIo } from './command.js';
import { commands as allCommands, type CommandEntry } from './commands/index.js';
import { unknownName } from './options.js';

/** What {@link runCli} is given by the process. */
export interface CliIo extends Pick<CommandIo, 'stdout' | 'stderr'> {
  /** The folder the program was started in. */
  folder: string;
  /** The folder with nx.json at or above another; throws when there is none. */
  findWorkspace(folder: string): string;
}

async function overview(commands: readonly CommandEntry[]): Promise<string> {
  const loaded = await Promise.all(commands.map((entry) => entry.load()));
  const width = Math.max(...loaded.map(({ name }) => name.length));
  return [
    'nx-signal <command> [options]',
    '',
    ...loaded.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'nx-signal <command> --help describes one command.',
    '--verbose adds the stack trace to an error.',
  ].join('\n');
}

async function findCommand(name: string, commands: readonly CommandEntry[]): Promise<Command> {
  const entry = commands.find((command) => command.name === name);
  if (entry) return entry.load();
  const names = commands.map((command) => command.name);
  throw unknownName(name.startsWith('-') ? 'option' : 'command', name, names);
}

const isHelp = (argument: string) => argument === '--help' || argument === '-h';

async function dispatch(
  argv: readonly string[],
  io: CliIo,
  commands: readonly CommandEntry[],
): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || isHelp(name) || name === 'help') {
    io.stdout(await overview(commands));
    return 0;
  }
  const command = await findCommand(name, commands);
  if (rest.some(isHelp)) {
    io.stdout(command.usage);
    return 0;
  }
  const { stdout, stderr } = io;
  return command.run(rest, { workspaceRoot: io.findWorkspace(io.folder), stdout, stderr });
}

/**
 * Runs one command of the program. Never throws: an error is printed as message, place and hint,
 * with `--verbose` as a stack trace, too.
 *
 * @returns the exit code
 */
export async function runCli(
  argv: readonly string[],
  io: CliIo,
  commands: readonly CommandEntry[] = allCommands,
): Promise<number> {
  try {
    return await dispatch(argv, io, commands);
  } catch (error) {
    io.stderr(formatError(error));
    if (argv.includes('--verbose') && error instanceof Error) io.stderr(error.stack ?? '');
    return 1;
  }
}
