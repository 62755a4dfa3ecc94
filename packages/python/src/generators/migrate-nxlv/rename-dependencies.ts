import type { TargetConfiguration } from '@nx/devkit';

type Dependency = NonNullable<TargetConfiguration['dependsOn']>[number];

/** New names of a project's targets by old ones; undefined for those that are gone. */
export type Renamed = ReadonlyMap<string, string | undefined>;

/** Renamed targets, as far as one target can depend on them. */
export interface Renames {
  /** Those of its own project. */
  own?: Renamed;
  /** Those of all projects, by the project's name. */
  projects?: ReadonlyMap<string, Renamed>;
  /** Whether some project still has a target of an old name. */
  isKept?: (name: string) => boolean;
}

/** What an old name stands for in other projects: what it is called in each of them. */
function namesElsewhere(
  old: string,
  { projects = new Map(), isKept = () => false }: Renames,
  wanted?: readonly string[],
): string[] | undefined {
  const maps = [...projects]
    .filter(([name]) => wanted?.includes(name) ?? true)
    .map(([, map]) => map);
  const known = maps.filter((map) => map.has(old));
  if (known.length === 0) return undefined;
  const isThere = wanted ? known.length < wanted.length : isKept(old);
  const names = known.flatMap((map) => map.get(old) ?? []);
  return [...new Set([...(isThere ? [old] : []), ...names])];
}

function renameText(text: string, renames: Renames): string[] {
  if (text.startsWith('^'))
    return namesElsewhere(text.slice(1), renames)?.map((name) => `^${name}`) ?? [text];
  if (renames.own?.has(text)) return [renames.own.get(text) ?? []].flat();
  const colon = text.indexOf(':');
  const project = text.slice(0, Math.max(colon, 0));
  const old = text.slice(colon + 1);
  const map = renames.projects?.get(project);
  if (!map?.has(old)) return [text];
  const name = map.get(old);
  return name === undefined ? [] : [`${project}:${name}`];
}

function renameOne(dependency: Dependency, renames: Renames): Dependency[] {
  if (typeof dependency === 'string') return renameText(dependency, renames);
  const { target, projects, dependencies } = dependency;
  const isOwn = !projects && !dependencies && !target.startsWith('^');
  const wanted = Array.isArray(projects) ? projects : projects ? [projects] : undefined;
  const isAll = wanted === undefined || wanted.some((name) => /[*!:]/.test(name));
  const names = isOwn
    ? renameText(target, { own: renames.own ?? new Map() })
    : namesElsewhere(target.replace(/^\^/, ''), renames, isAll ? undefined : wanted);
  const caret = !isOwn && target.startsWith('^') ? '^' : '';
  return names?.map((name) => ({ ...dependency, target: caret + name })) ?? [dependency];
}

/** A target whose dependencies have the names that other targets go by now. */
export function renameDependencies(
  target: TargetConfiguration,
  renames: Renames,
): TargetConfiguration {
  if (!target.dependsOn) return target;
  const dependsOn = target.dependsOn.flatMap((dependency) => renameOne(dependency, renames));
  return JSON.stringify(dependsOn) === JSON.stringify(target.dependsOn)
    ? target
    : { ...target, dependsOn };
}
