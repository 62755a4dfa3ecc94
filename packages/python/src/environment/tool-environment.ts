import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { parse, stringify } from 'smol-toml';
import { dataFolder } from '../data-folder.js';
import { runProcess } from '../process/run-process.js';
import { asTable, type Table, valueAt } from '../toml/pyproject.js';
import { withEnvironmentLock } from './environment-lock.js';
import { executableIn } from './locate.js';
import { SyncFailure, uvMissing } from './uv-errors.js';
import { syncVariables } from './uv-variables.js';

const project = 'nx-signal-tool';

/** A program of machine code does not care which one it is. */
const anyPython = '>=3.8';

/** A tool that is needed by itself. */
export interface LockedTool {
  name: string;
  /** What its lock says of it, ready for a lock of its own. */
  entry: Table;
  /** The head of its lock. */
  lock: Table;
  /** Where the repository says that packages come from. */
  indexes: Table;
}

/** How a tool is had by itself: files in a folder of its own, and calls of uv there that make its `.venv`. */
export interface ToolRecipe {
  name: string;
  version: string;
  files: Record<string, string>;
  calls: string[][];
}

/** What of a manifest, or of uv.toml, says where packages come from. */
export function indexesIn(folder: string): Table {
  const [own, manifest] = ['uv.toml', 'pyproject.toml'].map((name) => join(folder, name));
  const isOwn = own !== undefined && existsSync(own);
  try {
    const data = parse(readFileSync((isOwn ? own : manifest) ?? '', 'utf8')) as Table;
    const settings = isOwn ? data : asTable(valueAt(data, 'tool.uv'));
    return 'index' in settings ? { index: settings['index'] } : {};
  } catch {
    return {};
  }
}

/** Paths in a lock are relative to its folder, and the tool's lock is elsewhere. */
function withWholePaths(entry: Table, folder: string): Table {
  const { registry } = asTable(entry['source']);
  const isFolder = typeof registry === 'string' && !/^[a-z]+:\/\//.test(registry);
  if (!isFolder || isAbsolute(registry)) return entry;
  return { ...entry, source: { registry: resolve(folder, registry) } };
}

/** The entries of a tool in the text of a uv.lock: all that is to be parsed of a large one. */
function blocksOf(name: string, text: string): string[] {
  const start = new RegExp(`^\\[\\[package\\]\\]\\r?\\nname = "${name}"\\r?$`, 'm');
  return text.split(/^(?=\[\[package\]\]\r?$)/m).filter((block) => start.test(block));
}

/** Whether a uv.lock has a distribution at all. */
export function isInLock(name: string, text: string): boolean {
  return blocksOf(name, text).length > 0;
}

/**
 * A tool as the uv.lock of a folder has it. Undefined where it takes the tool from several places, or from
 * something other than an index, or where the tool needs more than itself: then the whole lock says which.
 */
export function lockedTool(name: string, text: string, folder: string): LockedTool | undefined {
  const [block, ...others] = blocksOf(name, text);
  if (block === undefined || others.length > 0) return undefined;
  try {
    const { version, revision } = parse(text.slice(0, text.indexOf('[[package]]')));
    const [entry] = parse(block)['package'] as [Table];
    const {
      'resolution-markers': _markers,
      'optional-dependencies': _extras,
      dependencies,
      ...kept
    } = entry;
    const isFromIndex = typeof asTable(entry['source'])['registry'] === 'string';
    if (!isFromIndex || dependencies !== undefined) return undefined;
    return {
      name,
      entry: withWholePaths(kept, folder),
      lock: {
        version,
        ...(revision === undefined ? {} : { revision }),
        'requires-python': anyPython,
      },
      indexes: indexesIn(folder),
    };
  } catch {
    // The graph tells what is wrong with it, and uv does.
    return undefined;
  }
}

/** The manifest and the lock of a project that requires the tool and nothing else. */
export function toolProject({ name, entry, lock, indexes }: LockedTool): Record<string, string> {
  const manifest = {
    project: { name: project, version: '0', 'requires-python': anyPython, dependencies: [name] },
    // The root of a workspace of its own, wherever the folder is.
    tool: { uv: { ...indexes, package: false, workspace: {} } },
  };
  const own = { name: project, version: '0', source: { virtual: '.' }, dependencies: [{ name }] };
  return {
    'pyproject.toml': stringify(manifest),
    'uv.lock': stringify({ ...lock, package: [own, entry] }),
  };
}

/** How a tool of a uv.lock is had. */
export function recipeOf(tool: LockedTool): ToolRecipe {
  return {
    name: tool.name,
    version: String(tool.entry['version'] ?? ''),
    files: toolProject(tool),
    calls: [['sync', '--frozen', '--no-dev']],
  };
}

/** Shared by all workspaces' checkouts of one lock entry, and by nothing else. */
function folderFor(workspaceRoot: string, { name, version, files, calls }: ToolRecipe): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([files, calls]))
    .digest('hex');
  return join(dataFolder(workspaceRoot), 'tools', `${name}-${version}-${digest.slice(0, 12)}`);
}

/** @returns what uv has said */
async function makeTool({ name, files, calls }: ToolRecipe, folder: string): Promise<string> {
  const beside = `${folder}.${process.pid}`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true });
  for (const [file, text] of Object.entries(files)) await writeFile(join(beside, file), text);
  let said = '';
  for (const args of calls) {
    const result = await runProcess({
      command: 'uv',
      args,
      cwd: beside,
      env: {
        ...syncVariables(true),
        UV_PROJECT_ENVIRONMENT: join(beside, '.venv'),
        UV_PYTHON: undefined,
        VIRTUAL_ENV: undefined,
      },
      timeout: 10 * 60_000,
    });
    if (result.startError) throw uvMissing();
    said += result.output;
    if (result.exitCode === 0) continue;
    await rm(beside, { recursive: true, force: true });
    throw new SyncFailure(name, result.output, args);
  }
  await rename(beside, folder);
  return said;
}

/**
 * Makes an environment that holds one tool and nothing else: the version, the source and the hashes
 * that its lock says. Whatever the workspace needs besides has no say in it.
 *
 * @returns the folder of the virtual environment
 * @throws SignalError UV_MISSING, PYTHON_UNSUITABLE or ENVIRONMENT_FAILED
 */
export async function ensureTool(
  workspaceRoot: string,
  tool: ToolRecipe,
  onMade: (said: string) => void = () => {},
): Promise<string> {
  const folder = folderFor(workspaceRoot, tool);
  const environment = join(folder, '.venv');
  const isThere = () => existsSync(executableIn(environment, tool.name));
  if (isThere()) return environment;
  await mkdir(dirname(folder), { recursive: true });
  await withEnvironmentLock(dataFolder(workspaceRoot), folder, async () => {
    if (isThere()) return;
    await rm(folder, { recursive: true, force: true });
    onMade(await makeTool(tool, folder));
  });
  return environment;
}
