import { suggestName } from '../config/nearest.js';
import { formatError } from '../errors.js';
import { parseArguments, usageError } from './arguments.js';
import type { Command, CommandIo } from './command.js';
import { login } from './commands/login.js';
import { serve } from './commands/serve.js';
import { stats } from './commands/stats.js';
import { token } from './commands/token.js';

const commands: readonly Command[] = [serve, token, login, stats];

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'nx-signal-cache [command] [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Without a command it serves. nx-signal-cache <command> --help tells more.',
    '',
  ].join('\n');
}

const isHelp = (argument: string | undefined) => argument === '--help' || argument === '-h';

function findCommand(name: string): Command {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = commands.map((candidate) => candidate.name);
  throw usageError(`There is no command ${name}.`, suggestName(name, names));
}

async function dispatch(argv: readonly string[], io: CommandIo): Promise<number> {
  const [first] = argv;
  if (isHelp(first) || first === 'help') {
    io.stdout(overview());
    return 0;
  }
  const isNamed = first !== undefined && !first.startsWith('-');
  const command = isNamed ? findCommand(first) : serve;
  const rest = isNamed ? argv.slice(1) : argv;
  if (rest.some(isHelp)) {
    io.stdout(`${command.usage}\n`);
    return 0;
  }
  return command.run(parseArguments(rest, command.flags), io);
}

/**
 * Runs the program. Never throws: an error is printed as message, place and hint.
 *
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(argv, io);
  } catch (error) {
    io.stderr(`${formatError(error)}\n`);
    return 1;
  }
}
