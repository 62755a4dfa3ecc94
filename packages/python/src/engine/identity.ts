import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pluginVersion } from '../options/plugin-version.js';

/** Variables that a process reads once, when it loads Nx or itself. */
const readOnce = /^(?:NX_|NODE_)/;

/** Those that differ between a process that stays and the one that asks it, and change no answer. */
const ownOfProcess =
  /^NX_(?:CLI_SET|TUI|LOAD_DOT_ENV_FILES|ORIGINAL_FORCE_COLOR|SIGNAL_ENGINE(?:_IDLE)?)$/;

/** What tells one file or folder from a later one in its place. */
export function mark(path: string, isFile = true): string {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats) return '';
  const { dev, ino, birthtimeNs, mtimeNs, ctimeNs, size } = stats;
  return [dev, ino, birthtimeNs, ...(isFile ? [mtimeNs, ctimeNs, size] : [])].join(' ');
}

/** Files that each installation of packages writes, of npm, pnpm and Yarn, and the packages that are loaded. */
const installed = [
  '.package-lock.json',
  '.modules.yaml',
  '.yarn-state.yml',
  '.yarn-integrity',
  'nx/package.json',
  '@nx/devkit/package.json',
  '@nx-signal/python/package.json',
  '@nx-signal/python/dist/bundle/plugin.js',
  '@nx-signal/python/dist/bundle/check.js',
];

function databases(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.db'));
    return names.sort().map((name) => `${name} ${mark(join(folder, name), false)}`);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function digestOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** The variables that Nx and Node read once, for as long as their process lives. */
export function variablesReadOnce(variables: NodeJS.ProcessEnv): string {
  const names = Object.keys(variables).filter(
    (name) => readOnce.test(name) && !ownOfProcess.test(name),
  );
  return digestOf(names.sort().map((name) => `${name}=${variables[name]}`));
}

/** What this process has loaded, or loads on demand: as long as it is the same, so is what a new process would load. */
export function installationOf(workspaceRoot: string): string {
  const modules = join(workspaceRoot, 'node_modules');
  return digestOf([
    pluginVersion,
    process.version,
    textOf(join(workspaceRoot, 'nx.json')),
    mark(modules),
    ...installed.map((name) => mark(join(modules, name))),
  ]);
}

/** The folders and databases that Nx has open: those of the same names may be others after a reset. */
export function openedIn(folders: readonly string[]): string {
  return digestOf(folders.flatMap((folder) => [mark(folder, false), ...databases(folder)]));
}

/** Whether a package is one that was installed, and not one of the workspace, which may be edited at any time. */
export function isInstalled(workspaceRoot: string, name: string): boolean {
  if (/^[./]/.test(name)) return false;
  const parts = name.split('/').slice(0, name.startsWith('@') ? 2 : 1);
  try {
    const path = realpathSync(join(workspaceRoot, 'node_modules', ...parts));
    return /[\\/]node_modules[\\/]/.test(path);
  } catch {
    return false;
  }
}
