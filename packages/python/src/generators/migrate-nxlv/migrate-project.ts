import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { type Fate, fateOf, isNxlv } from './executors.js';

/** A project.json, parsed. */
export type ProjectJson = Omit<ProjectConfiguration, 'root'> & { [key: string]: unknown };

/** What inference makes of the project without its project.json. */
export interface Inferred {
  name: string;
  projectType: string | undefined;
  /** Names of the inferred targets by kind. */
  targets: ReadonlyMap<string, string>;
}

/** What {@link migrateProject} comes to. */
export interface MigratedProject {
  /** The new project.json; undefined when inference says all that is left of it. */
  json: ProjectJson | undefined;
  /** What changed, a line each. */
  changes: string[];
  /** What only @nxlv/python can run. */
  leftovers: string[];
}

interface Renamed {
  /** By old name; undefined for targets that are gone without another in their place. */
  names: Map<string, string | undefined>;
}

/** Keys of a target that inference takes over, as the generators of @nxlv/python write them. */
const usualKeys = new Set(['executor', 'outputs', 'options', 'cache']);

function lostKeys(target: TargetConfiguration): string {
  const lost = Object.keys(target).filter((key) => !usualKeys.has(key));
  return lost.length > 0 ? `; not carried over: ${lost.join(', ')}` : '';
}

function inferredLine(name: string, target: TargetConfiguration, inferred: string): string {
  const command = target.options?.command;
  const was = typeof command === 'string' ? ` (was \`${command}\`)` : '';
  const bundles = target.options?.bundleLocalDependencies
    ? '; siblings are no longer bundled into the wheel'
    : '';
  const now = name === inferred ? 'inferred' : `${inferred}, inferred`;
  return `${name}: ${now}${was}${bundles}${lostKeys(target)}`;
}

function asCommand(target: TargetConfiguration): TargetConfiguration {
  return { ...target, executor: 'nx:run-commands' };
}

function withoutNxlvSync(target: TargetConfiguration): TargetConfiguration {
  const { syncGenerators, ...rest } = target;
  const others = syncGenerators?.filter((generator) => !isNxlv(generator)) ?? [];
  return others.length > 0 ? { ...rest, syncGenerators: others } : rest;
}

/** A dependency on a target of this project that has another name now, or none. */
function renameDependency(
  dependency: NonNullable<TargetConfiguration['dependsOn']>[number],
  { names }: Renamed,
): typeof dependency | undefined {
  const old = typeof dependency === 'string' ? dependency : dependency.target;
  const caret = old.startsWith('^') ? '^' : '';
  const bare = old.slice(caret.length);
  if (!names.has(bare)) return dependency;
  const name = names.get(bare);
  if (name === undefined) return undefined;
  return typeof dependency === 'string' ? caret + name : { ...dependency, target: caret + name };
}

function withRenamedDependencies(
  target: TargetConfiguration,
  renamed: Renamed,
): TargetConfiguration {
  if (!target.dependsOn) return target;
  const dependsOn = target.dependsOn.flatMap(
    (dependency) => renameDependency(dependency, renamed) ?? [],
  );
  return { ...target, dependsOn };
}

class Migration {
  readonly changes: string[] = [];
  readonly leftovers: string[] = [];
  readonly targets: Record<string, TargetConfiguration> = {};
  readonly names = new Map<string, string | undefined>();

  constructor(private readonly inferred: Inferred) {}

  take(name: string, target: TargetConfiguration): void {
    const fate = fateOf(target);
    if (fate === undefined) this.targets[name] = withoutNxlvSync(target);
    else this.follow(name, withoutNxlvSync(target), fate);
  }

  private follow(name: string, target: TargetConfiguration, fate: Fate): void {
    const inferred = fate.type === 'inferred' ? this.inferred.targets.get(fate.kind) : undefined;
    if (inferred !== undefined) {
      this.names.set(name, inferred);
      this.changes.push(inferredLine(name, target, inferred));
    } else if (fate.type === 'dropped') {
      this.names.set(name, undefined);
      this.changes.push(`${name}: removed; instead, ${fate.instead}`);
    } else if (target.executor === '@nxlv/python:run-commands') {
      this.targets[name] = asCommand(target);
      this.changes.push(`${name}: kept, with Nx’s own executor nx:run-commands`);
    } else {
      this.targets[name] = target;
      this.leftovers.push(`target ${name} (${target.executor})`);
      this.changes.push(`${name}: kept as it is, since nothing here does the same`);
    }
  }
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** What is left of a project.json that inference does not say by itself. */
function remaining(json: ProjectJson, inferred: Inferred): ProjectJson | undefined {
  const says = Object.entries(json).filter(([key, value]) => {
    if (key === '$schema' || key === 'sourceRoot' || isEmpty(value)) return false;
    if (key === 'name') return value !== inferred.name;
    return key !== 'projectType' || value !== inferred.projectType;
  });
  if (says.length === 0) return undefined;
  const kept = Object.entries(json).filter(
    ([key, value]) => !(['targets', 'tags'].includes(key) && isEmpty(value)),
  );
  return Object.fromEntries(kept) as ProjectJson;
}

/**
 * Takes @nxlv/python out of a project.json: targets that are inferred go, commands run with Nx's own
 * executor, what nothing else can run stays.
 *
 * @param usesRelease - whether the workspace releases with Nx; if not, what the generators of
 *   @nxlv/python write about it by default has no effect and goes
 */
export function migrateProject(
  json: ProjectJson,
  inferred: Inferred,
  usesRelease: boolean,
): MigratedProject {
  const migration = new Migration(inferred);
  for (const [name, target] of Object.entries(json.targets ?? {})) migration.take(name, target);
  const targets = Object.fromEntries(
    Object.entries(migration.targets).map(([name, target]) => [
      name,
      withRenamedDependencies(target, migration),
    ]),
  );
  const { release, ...others } = json;
  const actions = (release?.version as { versionActions?: unknown } | undefined)?.versionActions;
  const dropsRelease = isNxlv(actions) && !usesRelease;
  if (dropsRelease) migration.changes.push('release: removed, since nx.json does not release');
  else if (isNxlv(actions)) migration.leftovers.push(`release.version.versionActions (${actions})`);
  const next = { ...(dropsRelease ? others : json), targets } as ProjectJson;
  const { changes, leftovers } = migration;
  if (changes.length === 0) return { json, changes, leftovers };
  return { json: remaining(next, inferred), changes, leftovers };
}
