import type { NxJsonConfiguration } from '@nx/devkit';

/** What nx.json sets for this plugin; undefined when it sets nothing. */
export function registeredOptions(nxJson: Pick<NxJsonConfiguration, 'plugins'> | null): unknown {
  const entry = nxJson?.plugins?.find(
    (plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin) === '@nx-signal/python',
  );
  return typeof entry === 'object' ? entry.options : undefined;
}
