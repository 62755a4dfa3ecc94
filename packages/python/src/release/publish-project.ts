import { join } from 'node:path';
import { parse } from 'smol-toml';
import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { withAncestors } from '../paths.js';
import { runProcess } from '../process/run-process.js';
import { readText } from '../settings/read-text.js';
import { asTable, type Table, valueAt } from '../toml/pyproject.js';
import { filesToPublish } from './files-to-publish.js';
import { indexesIn, isAddress, pypi } from './indexes.js';
import { publishFailed, uploadError } from './publish-errors.js';

/** Options of the executor behind `nx-release-publish`. */
export interface PublishOptions {
  environment: string;
  /** Folder of what was built, relative to the workspace root. */
  output: string;
  /** The index, by its name or by the address that takes uploads. */
  index?: string;
  /** Where an index of an address is read. */
  check?: string;
  args?: string[];
  /** Seconds until the upload is stopped. Default: 3600. */
  timeout?: number;
  dryRun?: boolean;
  /** As `nx release publish --registry` has it. */
  registry?: string;
}

/** A project to publish. */
export interface PublishTask {
  workspaceRoot: string;
  project: string;
  /** Folder of the project, relative to the workspace root. */
  directory: string;
  options: PublishOptions;
  /** Called with text for the user. */
  show(text: string): void;
}

/** uv's settings for the project: its own and those above it. */
function settingsOf({ workspaceRoot, directory }: PublishTask): Table[] {
  return withAncestors(directory).flatMap((folder) => {
    const own = readText(join(workspaceRoot, folder, 'uv.toml'));
    const manifest = readText(join(workspaceRoot, folder, 'pyproject.toml'));
    return [
      ...(own === undefined ? [] : [parse(own) as Table]),
      ...(manifest === undefined ? [] : [asTable(valueAt(parse(manifest), 'tool.uv'))]),
    ];
  });
}

const usualVariables = ['UV_PUBLISH_URL', 'UV_PUBLISH_INDEX', 'UV_PUBLISH_CHECK_URL'];

/**
 * The arguments that choose an index. What it has already is compared by its hash and not uploaded again, which takes
 * an address where it is read.
 */
export function indexArguments(
  wanted: string | undefined,
  check: string | undefined,
  settings: readonly Table[],
  variables: NodeJS.ProcessEnv = process.env,
): string[] {
  const checked = check === undefined ? [] : ['--check-url', check];
  if (wanted === undefined) {
    const isSetUp =
      usualVariables.some((name) => variables[name]) ||
      settings.some((uv) => uv['publish-url'] !== undefined || uv['check-url'] !== undefined);
    return isSetUp || check !== undefined ? checked : ['--check-url', `${pypi}/`];
  }
  if (isAddress(wanted)) return ['--publish-url', wanted, ...checked];
  const index = settings.flatMap(indexesIn).find(({ name }) => name === wanted);
  if (index?.publishUrl !== undefined) return ['--index', wanted];
  throw publishFailed(
    index
      ? `The index ${wanted} has no publish-url.`
      : `There is no index named ${wanted} in [[tool.uv.index]].`,
    'give it a `name`, a `url` and a `publish-url` there.',
  );
}

/** uv takes paths for globs. */
const asGlob = (path: string) => path.replace(/[*?[\]]/g, '[$&]');

/**
 * A secret that a job does not have is an empty variable there, which uv would take for a password, and then ask for no
 * token of its own.
 */
function withoutEmpty(variables: NodeJS.ProcessEnv): Record<string, undefined> {
  const names = ['UV_PUBLISH_TOKEN', 'UV_PUBLISH_USERNAME', 'UV_PUBLISH_PASSWORD'];
  const empty = names.filter((name) => variables[name] === '');
  return Object.fromEntries(empty.map((name) => [name, undefined]));
}

/**
 * Uploads what the build of a project made, through uv.
 *
 * @throws SignalError PUBLISH_FAILED, PUBLISHED_OTHERWISE, TIMEOUT, UV_MISSING
 */
export async function publishProject(task: PublishTask): Promise<void> {
  const { workspaceRoot, directory, project, options, show } = task;
  const { index, registry = index, check, args = [], timeout = 3600 } = options;
  const isDry = options.dryRun || process.env['NX_DRY_RUN'] === 'true';
  const files = filesToPublish({ workspaceRoot, project, directory, output: options.output });
  const count = files.filter((file) => !file.endsWith('.attestation')).length;
  const result = await runProcess({
    command: 'uv',
    args: [
      ...['publish', '--no-progress', ...(isDry ? ['--dry-run'] : [])],
      ...indexArguments(registry, check, settingsOf(task)),
      ...args,
      ...files.map(asGlob),
    ],
    cwd: join(workspaceRoot, directory),
    env: withoutEmpty(process.env),
    timeout: timeout * 1000,
    onOutput: show,
  });
  if (result.startError) throw uvMissing();
  if (result.timedOut)
    throw new SignalError({
      code: 'TIMEOUT',
      message: `uv publish was stopped after ${timeout} seconds.`,
      hint: 'run it again: files that the index already has are skipped. Or set a longer `timeout` for this target in [tool.nx-signal].',
    });
  if (result.exitCode !== 0) throw uploadError(project, result.output);
  if (isDry) show(`Would upload ${count} files of ${project}: a dry run uploads nothing.\n`);
}
