import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configFilesOnDisk } from '../settings/config-files-on-disk.js';
import { type ConfigFiles, type ConfigPart, isAboveWorkspace } from '../settings/config-lookup.js';
import { type Extension, withExtended } from '../settings/extended-files.js';
import { globExpression } from '../settings/folder-names.js';
import { pyrightExtension } from './pyright/reads.js';
import { firstPartySources } from './ruff/first-party.js';
import { ruffExtension } from './ruff/reads.js';
import { type ConfiguredTool, configuredTools, toolConfigs } from './settings.js';

const extensionOf: Partial<Record<ConfiguredTool, Extension>> = {
  ruff: ruffExtension,
  pyright: pyrightExtension,
  basedpyright: pyrightExtension,
};

/** Names of folders and modules that ruff goes by when its settings lie above the workspace. */
function namesAbove(
  workspaceRoot: string,
  file: string | undefined,
  files: ConfigFiles,
): ConfigPart[] {
  if (file === undefined || !isAboveWorkspace(file)) return [];
  const sources = firstPartySources(withExtended(file, ruffExtension, files), files);
  const folders = sources.flatMap((source) => foldersLike(workspaceRoot, source.split('/')));
  return [{ file, section: 'names', value: folders.map((folder) => importableNames(folder)) }];
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Folders that a pattern stands for, as they are on the disk. */
function foldersLike(folder: string, [part, ...rest]: readonly string[]): string[] {
  if (part === undefined) return [folder];
  if (!/[*?[]/.test(part)) return foldersLike(join(folder, part), rest);
  const expression = globExpression(part);
  const matches = entriesOf(folder).filter((name) => expression.test(name));
  return matches.flatMap((name) => foldersLike(join(folder, name), rest));
}

/** Bytecode comes and goes with what is run, and nobody imports the folder that it is in. */
const bytecode = '__pycache__';

function importableNames(folder: string): string[] {
  return entriesOf(folder).filter(
    (name) => name !== bytecode && /^[\p{L}_][\p{L}\p{N}_]*(?:\.pyi?)?$/u.test(name),
  );
}

/**
 * What tools read above the workspace: what a look-up from its root finds there, and files that settings
 * inside it extend.
 */
export function settingsAbove(
  workspaceRoot: string,
  tools: readonly string[],
  extended: readonly string[],
): ConfigPart[] {
  const files = configFilesOnDisk(workspaceRoot);
  const configs = toolConfigs('.', files);
  const asked = configuredTools.filter((tool) => tools.includes(tool));
  const found = asked.flatMap((tool) => configs[tool].above);
  const named = asked.flatMap((tool) => {
    const extension = extensionOf[tool];
    return extension ? extended.flatMap((file) => withExtended(file, extension, files)) : [];
  });
  const names = asked.includes('ruff') ? namesAbove(workspaceRoot, configs.ruff.file, files) : [];
  const whole = named.map((file) => ({ file, value: files.text(file) }));
  return [...found, ...whole, ...names].filter(({ file }) => isAboveWorkspace(file));
}
