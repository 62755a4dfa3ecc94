import type { NxJsonConfiguration, TargetConfiguration } from '@nx/devkit';
import { type ErrorPlace, SignalError } from '../errors.js';
import type { ReadTargetDefaults } from '../nx-internal.js';
import { asStrings, asTable, type Table } from '../toml/pyproject.js';
import type { NxProject } from '../workspace/read-manifests.js';

type Defaults = NonNullable<NxJsonConfiguration['targetDefaults']>;

/** The target defaults of nx.json with Nx's way of finding those of a target. */
export interface TargetDefaults {
  defaults: Defaults;
  read: ReadTargetDefaults;
}

/** A project whose targets are checked. */
export interface CheckedProject {
  root: string;
  name: string;
  tags: readonly string[];
  /** What Nx's own plugins merge over it. */
  settings: NxProject['settings'];
}

/** Nx puts in its place what the plugin inferred. */
const spread = '...';

/** What a stored result is trusted by. `cache` may be switched off, and never on. */
const kept = ['inputs', 'dependsOn', 'outputs'] as const;

function replaces(key: string, layer: Table, target: TargetConfiguration): boolean {
  const keys = Object.keys(layer);
  // In front of a spread of the whole target, what was inferred wins.
  if (!keys.includes(key) || keys.indexOf(key) < keys.indexOf(spread)) return false;
  if (key === 'cache') return layer[key] === true && target.cache !== true;
  const value = layer[key];
  return target[key as 'inputs'] !== undefined && !(Array.isArray(value) && value.includes(spread));
}

function replacedKey(layer: Table, target: TargetConfiguration): string | undefined {
  return [...kept, 'cache'].find((key) => replaces(key, layer, target));
}

function hintFor(key: string, value: unknown): string {
  if (key === 'cache') return 'remove it: this target cannot be replayed.';
  const items = (Array.isArray(value) ? value : []).map((item) => `, ${JSON.stringify(item)}`);
  return [
    'keep the inferred values by starting with "...":',
    '',
    `    "${key}": ["..."${items.join('')}]`,
    '',
    'or restrict the entry to other targets, such as those of one executor.',
  ].join('\n');
}

function replaced(
  where: string,
  place: ErrorPlace,
  target: string,
  key: string,
  value: unknown,
): SignalError {
  const instead = key === 'cache' ? 'switches on the cache' : `replaces the ${key}`;
  return new SignalError({
    code: 'INPUTS_REPLACED',
    message: `${where} ${instead} of ${target}, so outdated results could be replayed.`,
    place,
    hint: hintFor(key, value),
  });
}

/** The entry of the target defaults that Nx took: alone it gives the same. */
function entryOf(
  read: (defaults: Defaults) => unknown,
  defaults: Defaults,
  found: unknown,
): string | undefined {
  const same = JSON.stringify(found);
  return Object.entries(defaults).find(
    ([entry, value]) => JSON.stringify(read({ [entry]: value })) === same,
  )?.[0];
}

function replacedByDefaults(
  { defaults, read }: TargetDefaults,
  project: CheckedProject,
  name: string,
  target: TargetConfiguration,
): SignalError | undefined {
  const readFrom = (some: Defaults) => read(some, { name, executor: target.executor }, project);
  const found = readFrom(defaults);
  const key = found && replacedKey(found as Table, target);
  if (!found || !key) return undefined;
  const entry = entryOf(readFrom, defaults, found) ?? name;
  const place = { file: 'nx.json', key: `targetDefaults.${entry}.${key}` };
  const where = `The entry "${entry}" in the target defaults of nx.json`;
  return replaced(where, place, `${project.name}:${name}`, key, asTable(found)[key]);
}

const pattern = /[*?[{(!]/;

/** Settings for a target stand under its name or under a pattern, as target defaults do. */
function layersFor(
  project: CheckedProject,
  name: string,
  settings: Table,
  read: ReadTargetDefaults | undefined,
): [string, Table][] {
  const isMeant = (key: string) =>
    key === name ||
    (pattern.test(key) && read?.({ [key]: {} }, { name, executor: undefined }, project) != null);
  return Object.entries(asTable(settings['targets']))
    .filter(([key]) => isMeant(key))
    .map(([key, value]) => [key, asTable(value)]);
}

/** A target of the project's own, under a name of ours. */
function isAnother({ executor, command }: Table, target: TargetConfiguration): boolean {
  return command !== undefined || (executor !== undefined && executor !== target.executor);
}

function replacedByProject(
  project: CheckedProject,
  name: string,
  target: TargetConfiguration,
  read: ReadTargetDefaults | undefined,
): SignalError | undefined {
  for (const { file, key: prefix, settings } of project.settings) {
    for (const [entry, layer] of layersFor(project, name, settings, read)) {
      if (isAnother(layer, target)) return undefined;
      const key = replacedKey(layer, target);
      if (!key) continue;
      const path = [prefix, 'targets', entry, key].filter(Boolean).join('.');
      return replaced(file, { file, key: path }, `${project.name}:${name}`, key, layer[key]);
    }
  }
  return undefined;
}

/** Named inputs of ours that the project's own settings give another meaning. */
export function replacedNamedInput(
  project: CheckedProject,
  names: readonly string[],
): SignalError | undefined {
  for (const { file, key: prefix, settings } of project.settings) {
    const own = asTable(settings['namedInputs']);
    const name = names.find((candidate) => own[candidate] !== undefined);
    if (name === undefined) continue;
    return new SignalError({
      code: 'INPUTS_REPLACED',
      message: `${file} redefines the named input "${name}", which the targets of ${project.name} use.`,
      place: { file, key: [prefix, 'namedInputs', name].filter(Boolean).join('.') },
      hint: 'choose another name.',
    });
  }
  return undefined;
}

/**
 * Finds what takes inferred inputs, dependencies, outputs or the ban on caching from a target: target
 * defaults of nx.json, and the project's own settings, which Nx merges over them.
 */
export function replacedInputs(
  project: CheckedProject,
  name: string,
  target: TargetConfiguration,
  defaults: TargetDefaults | undefined,
): SignalError | undefined {
  const own = replacedByProject(project, name, target, defaults?.read);
  if (own || !defaults) return own;
  return replacedByDefaults(defaults, project, name, target);
}

const mentioned = [...kept, 'cache'];

/** Whether some entry sets what matters here: most workspaces need no look at all. */
export function mayReplace(defaults: Defaults | undefined): boolean {
  const entries = Object.values(defaults ?? {}).flat() as unknown[];
  return entries.some((entry) => mentioned.some((key) => asTable(entry)[key] !== undefined));
}

/** Whether some project has settings for targets of all names that a pattern matches. */
export function hasPatterns(projects: readonly Pick<NxProject, 'settings'>[]): boolean {
  const targets = projects.flatMap(({ settings }) =>
    settings.map((one) => one.settings['targets']),
  );
  return targets.some((table) => Object.keys(asTable(table)).some((key) => pattern.test(key)));
}

/** Tags that the project's own settings add. */
export function tagsOf(settings: NxProject['settings']): string[] {
  return settings.flatMap((one) => asStrings(one.settings['tags']));
}
