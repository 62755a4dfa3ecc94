import { readFileSync } from 'node:fs';
import { suggestName } from '../config/nearest.js';
import { formatError } from '../errors.js';
import { printable } from '../printable.js';
import { parseArguments, usageError } from './arguments.js';
import type { Command, CommandIo } from './command.js';
import { github } from './commands/github.js';
import { health } from './commands/health.js';
import { login } from './commands/login.js';
import { serve } from './commands/serve.js';
import { session } from './commands/session.js';
import { stats } from './commands/stats.js';
import { token } from './commands/token.js';

const commands: readonly Command[] = [serve, token, session, login, github, stats, health];

function overview(): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    'nx-signal-cache [command] [options]',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'Without a command it runs serve. nx-signal-cache <command> --help describes one command; --version prints the version.',
    '',
  ].join('\n');
}

function version(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
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
  if (first === '--version' || first === '-v') {
    io.stdout(`${version()}\n`);
    return 0;
  }
  const isNamed = first !== undefined && !first.startsWith('-');
  const command = isNamed ? findCommand(first) : serve;
  const rest = isNamed ? argv.slice(1) : argv;
  if (rest.some(isHelp)) {
    io.stdout(`${command.usage}\n`);
    return 0;
  }
  return command.run(parseArguments(rest, command), io);
}

/**
 * Runs the program. Never throws: an error is printed as message, place and hint.
 *
 * @returns the exit code
 */
export async function runCli(argv: readonly string[], io: CommandIo): Promise<number> {
  // Names come from archives, servers and files of others.
  const shown: CommandIo = {
    ...io,
    stdout: (text) => io.stdout(printable(text)),
    stderr: (text) => io.stderr(printable(text)),
  };
  try {
    return await dispatch(argv, shown);
  } catch (error) {
    shown.stderr(`${formatError(error)}\n`);
    return 1;
  }
}
