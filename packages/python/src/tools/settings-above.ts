import { configFilesOnDisk } from '../settings/config-files-on-disk.js';
import { type ConfigPart, isAboveWorkspace } from '../settings/config-lookup.js';
import { type Extension, withExtended } from '../settings/extended-files.js';
import { pyrightExtension } from './pyright/reads.js';
import { ruffExtension } from './ruff/reads.js';
import { type ConfiguredTool, configuredTools, toolConfigs } from './settings.js';

const extensionOf: Partial<Record<ConfiguredTool, Extension>> = {
  ruff: ruffExtension,
  pyright: pyrightExtension,
  basedpyright: pyrightExtension,
};

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
  const whole = named.map((file) => ({ file, value: files.text(file) }));
  return [...found, ...whole].filter(({ file }) => isAboveWorkspace(file));
}
