import { changeTokenFile, type Revocation, readTokenFile } from '../../auth/token-file.js';
import { tokenFile } from '../../server/data-folder.js';
import { usageError } from '../arguments.js';
import type { Arguments, Command, CommandIo } from '../command.js';
import { configFlags, configSwitches, readConfiguration } from '../configuration.js';

const usage = `nx-signal-cache session revoke [options]
nx-signal-cache session list

Ends sessions of CI runs early: those that match every given option. Takes effect within a second, without a
restart. What they have stored stays.

  --run ID           of that run, which gets no other session either
  --identity NAME    of that repository, such as github:acme/shop; later logins count
  --ref REF          of that ref, such as refs/heads/main; later logins count
  --all              of everyone; later logins count`;

const filters = ['identity', 'ref', 'run'] as const;

function newRevocation({ flags }: Arguments): Revocation {
  const given = filters.filter((name) => flags[name] !== undefined);
  if (given.length > 0 === (flags['all'] !== undefined))
    throw usageError(
      'session revoke takes --run, --identity and --ref, or --all.',
      'see nx-signal-cache session --help.',
    );
  const before = new Date().toISOString();
  return { ...Object.fromEntries(given.map((name) => [name, flags[name]])), before };
}

const textOf = (revocation: Revocation) =>
  filters
    .flatMap((name) => (revocation[name] === undefined ? [] : `${name} ${revocation[name]}`))
    .join(', ') || 'all';

function revoke(args: Arguments, file: string, io: CommandIo): void {
  const revocation = newRevocation(args);
  changeTokenFile(file, ({ revokedSessions, ...rest }) => ({
    ...rest,
    revokedSessions: [...revokedSessions, revocation],
  }));
  io.stdout(`revoked sessions of ${textOf(revocation)}\n`);
}

function list(file: string, io: CommandIo): void {
  for (const revocation of readTokenFile(file).revokedSessions)
    io.stdout(`${revocation.before}  ${textOf(revocation)}\n`);
}

/** `nx-signal-cache session`: sessions of CI runs, ended while the server runs. */
export const session: Command = {
  name: 'session',
  summary: 'revoke sessions of CI runs',
  usage,
  flags: [...configFlags, ...filters, 'all'],
  switches: [...configSwitches, 'all'],
  takesValues: true,
  async run(args, io) {
    const [action, ...more] = args.values;
    const file = tokenFile(readConfiguration(args, io), io.environment);
    if (action === 'list' && more.length === 0) list(file, io);
    else if (action === 'revoke' && more.length === 0) revoke(args, file, io);
    else throw usageError('session takes revoke or list.', 'see nx-signal-cache session --help.');
    return 0;
  },
};
