import { duration, size } from '../../config/units.js';
import { formatBytes } from '../../format-bytes.js';
import { carriedPath } from '../../github/carried-folders.js';
import { JobFolder } from '../../github/job-folder.js';
import { type Saved, type Started, saveJob, startJob } from '../../github/job-steps.js';
import { serveJob } from '../../github/serve-job.js';
import { Log } from '../../log.js';
import { usageError } from '../arguments.js';
import type { Arguments, Command, CommandIo } from '../command.js';
import { setVariables } from '../set-variables.js';
import { untilToldToEnd } from '../until-told-to-end.js';

const usage = `nx-signal-cache github start [FOLDER…] [options]
nx-signal-cache github save [options]

A remote cache without a server, for a job of GitHub Actions: \`start\` fetches what earlier runs stored in
GitHub's own cache and serves it on loopback to Nx and sccache in the following steps; \`save\` stores what the job
has added, even if it failed. GitHub keeps refs apart: a pull request reads what the main branch stored, and what
it stores itself is read by nobody else. Folders of the workspace are restored as the newest run left them, unless
they already exist. Only name folders whose tool compares files by contents, because modification times do not
carry over to another checkout.

  --timeout DURATION  after which it continues with what it has; default: 1m for start, 5m for save
  --maxSize SIZE      save: the limit for one ref; default: 1GB

Both need the variables that a runner sets for actions, ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL. Without
them, and whatever GitHub answers, the job continues without the cache, and one line says why.`;

function measure(
  args: Arguments,
  name: string,
  fallback: string,
  unit: typeof size | typeof duration,
): number {
  const text = args.flags[name] ?? fallback;
  const value = unit().safeParse(text);
  if (value.success && value.data > 0) return value.data;
  throw usageError(`--${name} ${text} is not valid.`, `write one such as ${fallback}.`);
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function describeStart(started: Started): string {
  if ('reason' in started) return `none in this job, because ${started.reason}`;
  const { lines, folders } = started;
  const packs = lines.flatMap((line) => line.packs);
  const objects = packs.reduce((sum, { parts }) => sum + parts.length, 0);
  const bytes = packs.reduce((sum, pack) => sum + pack.bytes, 0);
  const refs = lines.filter((line) => line.packs.length > 0).map(({ ref }) => ref);
  const text =
    packs.length === 0
      ? 'nothing is stored yet'
      : `${counted(objects, 'object')} (${formatBytes(bytes)}) of ${counted(packs.length, 'pack')}, from ${refs.join(' and ')}`;
  const broken = lines.reduce((sum, line) => sum + line.broken, 0);
  const trouble = lines.find((line) => line.reason !== undefined)?.reason;
  return [
    text,
    ...folders.map(({ path, bytes }) => `${path} (${formatBytes(bytes)}) is back`),
    ...(broken > 0 ? [`${counted(broken, 'pack')} could not be used`] : []),
    ...(trouble === undefined ? [] : [`not everything could be read, because ${trouble}`]),
  ].join('; ');
}

function describeSave(saved: Saved): string {
  if ('reason' in saved) return `nothing of this job is stored, because ${saved.reason}`;
  if (!saved.pack) return 'nothing new to store';
  const { objects, bytes, number, ref } = saved.pack;
  return `${counted(objects, 'object')} (${formatBytes(bytes)}) stored as pack ${number} of ${ref}`;
}

function foldersOf(paths: readonly string[]): string[] {
  return paths.map((path) => {
    const carried = carriedPath(path);
    if (carried !== undefined) return carried;
    throw usageError(
      `"${path}" is not a folder of the workspace.`,
      'use a path relative to the workspace root.',
    );
  });
}

async function start(args: Arguments, io: CommandIo): Promise<void> {
  const [, ...paths] = args.values;
  const seconds = measure(args, 'timeout', '1m', duration);
  const started = await startJob(io.environment, seconds, foldersOf(paths));
  io.stderr(`Remote cache: ${describeStart(started)}.\n`);
  if ('reason' in started) return;
  const { url, token } = started;
  const secrets = ['NX_SELF_HOSTED_REMOTE_CACHE_ACCESS_TOKEN', 'SCCACHE_WEBDAV_TOKEN'] as const;
  const variables = {
    NX_SELF_HOSTED_REMOTE_CACHE_SERVER: url,
    SCCACHE_WEBDAV_ENDPOINT: `${url}/sccache`,
    ...Object.fromEntries(secrets.map((name) => [name, token])),
  };
  setVariables(variables, [secrets[0]], io);
}

async function save(args: Arguments, io: CommandIo): Promise<void> {
  const mostBytes = measure(args, 'maxSize', '1GB', size);
  const seconds = measure(args, 'timeout', '5m', duration);
  const saved = await saveJob(io.environment, mostBytes, seconds);
  io.stderr(`Remote cache: ${describeSave(saved)}.\n`);
}

/** The process that `start` leaves behind. */
async function serve(io: CommandIo): Promise<void> {
  const folder = JobFolder.of(io.environment);
  if (!folder) throw usageError('RUNNER_TEMP is not set.', 'this is only for `github start`.');
  const end = untilToldToEnd();
  const server = await serveJob(folder, new Log('info', io.stderr));
  process.send?.(server.url);
  await end;
  await server.close();
}

/** `nx-signal-cache github`: in a job of GitHub Actions, around Nx. */
export const github: Command = {
  name: 'github',
  summary: "run a job's own remote cache, stored in GitHub's",
  usage,
  flags: ['timeout', 'maxSize'],
  switches: [],
  takesValues: true,
  async run(args, io) {
    const [action, ...more] = args.values;
    if (action === 'start') await start(args, io);
    else if (action === 'save' && more.length === 0) await save(args, io);
    else if (action === 'serve' && more.length === 0) await serve(io);
    else throw usageError('github takes start or save.', 'see nx-signal-cache github --help.');
    return 0;
  },
};
