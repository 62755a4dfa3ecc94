import { createToken, tokenDigest } from '../../auth/static-tokens.js';
import {
  changeTokenFile,
  readTokenFile,
  type TokenEntry,
  tokenEntrySchema,
} from '../../auth/token-file.js';
import { duration } from '../../config/units.js';
import { tokenFile } from '../../server/data-folder.js';
import { usageError } from '../arguments.js';
import type { Arguments, Command, CommandIo } from '../command.js';
import { configFlags, configSwitches, readConfiguration } from '../configuration.js';

const usage = `nx-signal-cache token add ID [options]
nx-signal-cache token list
nx-signal-cache token revoke ID

Changes take effect within a second, without a restart. A new token is printed once; only its digest is stored.

  --role read|write   default: read
  --scope NAME        shared: for trusted runs, whose results everyone gets; default.
                      Any other name: results that only holders of that scope get
  --workspace NAME    default: default
  --expires DURATION  such as 90d; without it, the token does not expire

To rotate a token, add a second one, hand it out, and revoke the first.`;

function newEntry(id: string, { flags }: Arguments, digest: string): TokenEntry {
  const expires = flags['expires'];
  const seconds = expires === undefined ? undefined : duration().safeParse(expires);
  if (seconds && !seconds.success)
    throw usageError(
      `--expires ${expires} is not a duration.`,
      'write a number with a unit, such as 90d; at most 36500d.',
    );
  const entry = tokenEntrySchema.safeParse({
    id,
    sha256: digest,
    role: flags['role'] ?? 'read',
    scope: flags['scope'] ?? 'shared',
    workspace: flags['workspace'],
    expires: seconds && new Date(Date.now() + seconds.data * 1000).toISOString(),
    created: new Date().toISOString(),
  });
  if (entry.success) return entry.data;
  const [issue] = entry.error.issues;
  throw usageError(
    `The ${issue?.path.join('.')} is not valid: ${issue?.message}.`,
    'see nx-signal-cache token --help.',
  );
}

function add(id: string, args: Arguments, file: string, io: CommandIo): void {
  const token = createToken();
  const entry = newEntry(id, args, tokenDigest(token));
  changeTokenFile(file, (content) => {
    if (content.tokens.some((each) => each.id === id))
      throw usageError(`There is already a token ${id}.`, 'choose another id, or revoke that one.');
    return { ...content, tokens: [...content.tokens, entry] };
  });
  io.stdout(`${token}\n`);
}

function revoke(id: string, file: string, io: CommandIo): void {
  changeTokenFile(file, (content) => {
    const tokens = content.tokens.filter((entry) => entry.id !== id);
    if (tokens.length === content.tokens.length)
      throw usageError(`There is no token ${id}.`, 'nx-signal-cache token list shows all tokens.');
    return { ...content, tokens };
  });
  io.stdout(`revoked ${id}\n`);
}

function list(file: string, io: CommandIo): void {
  for (const { id, role, scope, workspace, expires } of readTokenFile(file).tokens)
    io.stdout(
      `${id}  ${role}  ${scope}  ${workspace}  ${expires ? `until ${expires}` : 'does not expire'}\n`,
    );
}

/** `nx-signal-cache token`: static tokens, changed while the server runs. */
export const token: Command = {
  name: 'token',
  summary: 'add, list and revoke tokens',
  usage,
  flags: [...configFlags, 'role', 'scope', 'workspace', 'expires'],
  switches: configSwitches,
  takesValues: true,
  async run(args, io) {
    const [action, id, ...more] = args.values;
    const file = tokenFile(readConfiguration(args, io), io.environment);
    if (action === 'list' && id === undefined) list(file, io);
    else if (action === 'add' && id !== undefined && more.length === 0) add(id, args, file, io);
    else if (action === 'revoke' && id !== undefined && more.length === 0) revoke(id, file, io);
    else throw usageError('token takes add, list or revoke.', 'see nx-signal-cache token --help.');
    return 0;
  },
};
