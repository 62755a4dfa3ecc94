import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eq, valid } from '@renovatebot/pep440';
import { parse } from 'smol-toml';
import { uvMissing } from '../environment/uv-errors.js';
import { SignalError } from '../errors.js';
import { joinPath, withAncestors } from '../paths.js';
import { runProcess } from '../process/run-process.js';
import { readText } from '../settings/read-text.js';
import {
  asTable,
  distributionName,
  parsePyproject,
  type Table,
  valueAt,
} from '../toml/pyproject.js';
import { versionOfFile } from './find-published.js';
import { indexesIn, isAddress, pypi } from './indexes.js';

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

const artifact = /\.(?:whl|tar\.gz)$/;

function failed(message: string, hint: string): SignalError {
  return new SignalError({ code: 'PUBLISH_FAILED', message, hint });
}

/** Files have the normal form of a version, manifests may have another one. */
const isSame = (left: string, right: string) =>
  left === right || (valid(left) !== null && valid(right) !== null && eq(left, right));

/** The files of the version that the manifest says, and of no other one. */
function filesOf({ workspaceRoot, project, directory, options }: PublishTask): string[] {
  const folder = join(workspaceRoot, options.output);
  const all = existsSync(folder) ? readdirSync(folder).filter((name) => artifact.test(name)) : [];
  const build = `run \`nx build ${project}\` first.`;
  if (all.length === 0) throw failed(`${options.output} has nothing to upload.`, build);
  const file = joinPath(directory, 'pyproject.toml');
  const { data } = parsePyproject(file, readFileSync(join(workspaceRoot, file), 'utf8'));
  const name = String(distributionName(data));
  const version = valueAt(data, 'project.version') ?? valueAt(data, 'tool.poetry.version');
  const other = all.find((built) => {
    const found = versionOfFile(built, name);
    return typeof version === 'string' && found !== undefined && !isSame(found, version);
  });
  // A run for some projects alone builds nothing before it.
  if (other !== undefined)
    throw failed(
      `${joinPath(options.output, other)} is not the version ${version} of ${file}.`,
      build,
    );
  return all.map((built) => join(folder, built)).sort();
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
  throw failed(
    index
      ? `The index ${wanted} has no publish-url.`
      : `There is no index named ${wanted} in [[tool.uv.index]].`,
    'give it a `name`, a `url` and a `publish-url` there.',
  );
}

const otherwise =
  /Local file and index file do not match|already exists|File already exists|hash mismatch/i;

function uploadError(project: string, output: string): SignalError {
  if (otherwise.test(output))
    return new SignalError({
      code: 'PUBLISHED_OTHERWISE',
      message: `The index has this version of ${project} with other contents.`,
      hint: 'a version is never uploaded twice: release a new one, or build this one from the commit of its release.',
    });
  return failed(
    `${project} could not be uploaded.`,
    'check the URL and the credentials (UV_PUBLISH_TOKEN, or trusted publishing in CI), then run it again: files that the index already has are skipped.',
  );
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
  const files = filesOf(task);
  const result = await runProcess({
    command: 'uv',
    args: [
      ...['publish', '--no-progress', ...(isDry ? ['--dry-run'] : [])],
      ...indexArguments(registry, check, settingsOf(task)),
      ...args,
      ...files,
    ],
    cwd: join(workspaceRoot, directory),
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
  if (isDry) show(`Would upload ${files.length} files of ${project}: a dry run uploads nothing.\n`);
}
