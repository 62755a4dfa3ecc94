import type { NxJsonConfiguration } from '@nx/devkit';
import { isNxlv } from './executors.js';

/** What {@link migrateNxJson} comes to. */
export interface MigratedNxJson {
  json: NxJsonConfiguration;
  changes: string[];
  /** What only @nxlv/python can do. */
  leftovers: string[];
}

const own = '@nx-signal/python';

type Plugin = NonNullable<NxJsonConfiguration['plugins']>[number];

const nameOf = (plugin: Plugin) => (typeof plugin === 'string' ? plugin : plugin.plugin);

function migratePlugins(plugins: readonly Plugin[], changes: string[]): Plugin[] {
  const old = plugins.find((plugin) => isNxlv(nameOf(plugin)));
  if (old === undefined) return [...plugins];
  const options = typeof old === 'string' ? {} : (old.options ?? {});
  const names = Object.keys(options);
  const lost = names.length > 0 ? `; its options ${names.join(', ')} have no counterpart` : '';
  changes.push(`plugins: ${own} replaces @nxlv/python${lost}`);
  const isThere = plugins.some((plugin) => nameOf(plugin) === own);
  return plugins.flatMap((plugin) => {
    if (!isNxlv(nameOf(plugin))) return [plugin];
    return plugin === old && !isThere ? [own] : [];
  });
}

/** A table without the keys that name the package; undefined when none is left. */
function withoutNxlvKeys<T extends object>(
  table: T | undefined,
  name: string,
  changes: string[],
): T | undefined {
  const dropped = Object.keys(table ?? {}).filter(isNxlv);
  if (table === undefined || dropped.length === 0) return table;
  changes.push(`${name}: ${dropped.join(', ')} removed`);
  const kept = Object.entries(table).filter(([key]) => !dropped.includes(key));
  return kept.length > 0 ? (Object.fromEntries(kept) as T) : undefined;
}

function migrateSync(sync: NxJsonConfiguration['sync'], changes: string[]): typeof sync {
  const dropped = sync?.globalGenerators?.filter(isNxlv) ?? [];
  if (sync === undefined || dropped.length === 0) return sync;
  changes.push(`sync.globalGenerators: ${dropped.join(', ')} removed; ${own}:sync replaces it`);
  const globalGenerators = sync.globalGenerators?.filter((name) => !dropped.includes(name)) ?? [];
  const { globalGenerators: _, ...rest } = sync;
  return globalGenerators.length > 0 ? { ...rest, globalGenerators } : rest;
}

/** Packages that Nx's wrapper installs where there is no package.json. */
function migrateInstallation(
  installation: NxJsonConfiguration['installation'],
  changes: string[],
): typeof installation {
  const { plugins } = installation ?? {};
  const dropped = Object.keys(plugins ?? {}).filter(isNxlv);
  if (installation === undefined || dropped.length === 0) return installation;
  changes.push(`installation.plugins: ${dropped.join(', ')} removed`);
  const kept = Object.entries(plugins ?? {}).filter(([name]) => !dropped.includes(name));
  const { plugins: _, ...rest } = installation;
  return kept.length > 0 ? { ...rest, plugins: Object.fromEntries(kept) } : rest;
}

/**
 * Replaces the plugin in nx.json, and takes out what is set for its executors and generators.
 *
 * @param staysInstalled - the package is still needed
 */
export function migrateNxJson(json: NxJsonConfiguration, staysInstalled = false): MigratedNxJson {
  const changes: string[] = [];
  const next: NxJsonConfiguration = { ...json };
  if (json.plugins) next.plugins = migratePlugins(json.plugins, changes);
  const tables = {
    targetDefaults: withoutNxlvKeys(json.targetDefaults, 'targetDefaults', changes),
    generators: withoutNxlvKeys(json.generators, 'generators', changes),
    sync: migrateSync(json.sync, changes),
    installation: staysInstalled
      ? json.installation
      : migrateInstallation(json.installation, changes),
  };
  for (const [key, value] of Object.entries(tables)) {
    const name = key as keyof typeof tables;
    if (value === undefined || Object.keys(value).length === 0) {
      if (json[name] !== value) delete next[name];
    } else Object.assign(next, { [name]: value });
  }
  const actions = (json.release?.version as { versionActions?: unknown } | undefined)
    ?.versionActions;
  const leftovers = isNxlv(actions) ? [`release.version.versionActions (${actions})`] : [];
  return { json: next, changes, leftovers };
}
