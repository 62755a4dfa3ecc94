import type { ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { type Fate, fateOf, isNxlv, type Manager } from './executors.js';
import { type Renamed, renameDependencies } from './rename-dependencies.js';

/** A project.json, parsed. */
export type ProjectJson = Omit<ProjectConfiguration, 'root'> & { [key: string]: unknown };

/** What inference makes of the project without its project.json. */
export interface Inferred {
  name: string;
  projectType: string | undefined;
  /** Names of the inferred targets by kind. */
  targets: ReadonlyMap<string, string>;
  /** What keeps its environment. Default: uv. */
  manager?: Manager;
  /** The environment has no ruff. */
  lacksRuff?: boolean;
}

/** What {@link migrateProject} comes to. */
export interface MigratedProject {
  /** The new project.json; undefined when inference says all that is left of it. */
  json: ProjectJson | undefined;
  /** What changed, a line each. */
  changes: string[];
  /** What only @nxlv/python can run. */
  leftovers: string[];
  /** New names of its targets by old ones; undefined for those that are gone. */
  renamed: Renamed;
}

/** Keys of a target that inference takes over, as the generators of @nxlv/python write them. */
const usualKeys = new Set(['executor', 'outputs', 'options', 'cache']);

function lostKeys(target: TargetConfiguration): string {
  const lost = Object.keys(target).filter((key) => !usualKeys.has(key));
  return lost.length > 0 ? `; not carried over: ${lost.join(', ')}` : '';
}

/** The command that brings ruff into an environment without it. */
function ruffLine({ executor }: TargetConfiguration, { lacksRuff, manager }: Inferred): string {
  if (!lacksRuff || executor !== '@nxlv/python:flake8') return '';
  const command = manager === 'poetry' ? 'poetry add --group dev ruff' : 'uv add --dev ruff';
  return `; ruff replaces flake8, and is not installed yet: \`${command}\``;
}

function inferredLine(
  name: string,
  target: TargetConfiguration,
  inferred: string,
  project: Inferred,
): string {
  const command = target.options?.command;
  const was = typeof command === 'string' ? ` (was \`${command}\`)` : '';
  const bundles = target.options?.bundleLocalDependencies
    ? '; siblings are no longer bundled into the wheel'
    : '';
  const now = name === inferred ? 'inferred' : `${inferred}, inferred`;
  return `${name}: ${now}${was}${bundles}${lostKeys(target)}${ruffLine(target, project)}`;
}

function asCommand(target: TargetConfiguration): TargetConfiguration {
  return { ...target, executor: 'nx:run-commands' };
}

function withoutNxlvSync(target: TargetConfiguration): TargetConfiguration {
  const { syncGenerators, ...rest } = target;
  const others = syncGenerators?.filter((generator) => !isNxlv(generator)) ?? [];
  return others.length > 0 ? { ...rest, syncGenerators: others } : rest;
}

class Migration {
  readonly changes: string[] = [];
  readonly leftovers: string[] = [];
  readonly targets: Record<string, TargetConfiguration> = {};
  readonly renamed: Map<string, string | undefined> = new Map();

  constructor(private readonly inferred: Inferred) {}

  take(name: string, target: TargetConfiguration): void {
    const fate = fateOf(target, this.inferred.manager);
    if (fate === undefined) this.targets[name] = withoutNxlvSync(target);
    else this.follow(name, withoutNxlvSync(target), fate);
  }

  private follow(name: string, target: TargetConfiguration, fate: Fate): void {
    const inferred = fate.type === 'inferred' ? this.inferred.targets.get(fate.kind) : undefined;
    if (inferred !== undefined) {
      this.renamed.set(name, inferred);
      this.changes.push(inferredLine(name, target, inferred, this.inferred));
    } else if (fate.type === 'dropped') {
      this.renamed.set(name, undefined);
      this.changes.push(`${name}: removed; instead, ${fate.instead}`);
    } else if (target.executor === '@nxlv/python:run-commands') {
      this.targets[name] = asCommand(target);
      this.changes.push(`${name}: kept, with Nx’s own executor nx:run-commands`);
    } else {
      this.targets[name] = target;
      this.leftovers.push(`target ${name} (${target.executor})`);
      this.changes.push(`${name}: kept as it is, because nothing here replaces it`);
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
      renameDependencies(target, { own: migration.renamed }),
    ]),
  );
  const { release, ...others } = json;
  const actions = (release?.version as { versionActions?: unknown } | undefined)?.versionActions;
  const dropsRelease = isNxlv(actions) && !usesRelease;
  if (dropsRelease) migration.changes.push('release: removed, because nx.json does not release');
  else if (isNxlv(actions)) migration.leftovers.push(`release.version.versionActions (${actions})`);
  const next = { ...(dropsRelease ? others : json), targets } as ProjectJson;
  const { changes, leftovers, renamed } = migration;
  const left = changes.length === 0 ? json : remaining(next, inferred);
  return { json: left, changes, leftovers, renamed };
}
