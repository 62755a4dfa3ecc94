import { createRequire } from 'node:module';
import type { NxJsonConfiguration } from '@nx/devkit';

const ownName = '@nx-signal/python';

/** What git tells: the plugin's own affair, but for whether it is to be kept. */
export interface GitLists {
  isLasting: boolean;
}

/** The same, as far as it is known without asking. */
export type KnownLists = Promise<GitLists | undefined>;

/** The plugin as Nx has loaded it into this process. */
export interface OwnPlugin {
  isSameGraph(
    workspaceRoot: string,
    options: unknown,
    edited?: readonly string[],
    lists?: KnownLists,
  ): Promise<boolean>;
  askGit(workspaceRoot: string): Promise<GitLists>;
  graphNumber(): number;
}

const require = createRequire(import.meta.url);

export const ownPlugin = () => require(ownName) as OwnPlugin;

/** Options of this plugin where no other one makes the graph; undefined otherwise. */
export function ownOptions({
  plugins = [],
  ...settings
}: NxJsonConfiguration): { options?: unknown } | undefined {
  const [plugin, ...others] = plugins.map((one) =>
    typeof one === 'string' ? { plugin: one } : one,
  );
  const isAlone =
    plugin?.plugin === ownName && others.length === 0 && !plugin.include && !plugin.exclude;
  const hasCloud = Boolean(
    settings.nxCloudId || settings.nxCloudAccessToken || settings.tasksRunnerOptions,
  );
  return isAlone && !hasCloud ? { options: plugin.options } : undefined;
}
