import type { ProjectFacts } from '../project/facts.js';
import { isAboveWorkspace } from '../settings/config-lookup.js';
import type { ConfiguredTool } from '../tools/settings.js';
import type { TargetInput } from './target-context.js';

/** Found from the workspace's root, as the plugin is: a path would be another one on each machine. */
const command = 'node --import @nx-signal/python/settings-above -e 0';

/** Files that settings inside the workspace extend, and that no look-up from its root comes across. */
function extendedAbove({ config }: Pick<ProjectFacts, 'config'>, tool: ConfiguredTool): string[] {
  const { file, above, reachesOut } = config[tool];
  if (file === undefined || (isAboveWorkspace(file) && !reachesOut)) return [];
  return above
    .filter(({ file: path, section }) => isAboveWorkspace(path) && !section?.startsWith('project.'))
    .map(({ file: path }) => path)
    .filter((path) => !path.endsWith('/conftest.py'));
}

/**
 * The input for settings between the workspace and the root of its git repository. Nx neither hashes nor
 * watches files there, so a command prints them anew for every hash. None where the two are one folder.
 *
 * @param foldersAbove - see {@link repositoryFoldersAbove}
 */
export function settingsAboveInput(
  facts: Pick<ProjectFacts, 'config'>,
  tools: readonly ConfiguredTool[],
  foldersAbove: readonly string[],
): TargetInput[] {
  if (foldersAbove.length === 0) return [];
  const extended = [...new Set(tools.flatMap((tool) => extendedAbove(facts, tool)))].sort();
  const quoted = extended.map((file) => ` "${file}"`);
  return [{ runtime: `${command} ${tools.join(',')}${quoted.join('')}` }];
}

/** Whether a command is that of {@link settingsAboveInput}. */
export function asksForSettingsAbove(text: string): boolean {
  return text.startsWith(command);
}
