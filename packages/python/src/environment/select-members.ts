import { closure, rootsOf } from '../lock/closure.js';
import type { Conflict } from '../lock/conflicts.js';
import type { Lock } from '../lock/lock.js';
import { normalizeName } from '../normalize-name.js';
import { isInside, relativeInside } from '../paths.js';
import { installedExtras, installedGroups, ownParts } from '../project/dependency-groups.js';
import {
  type DeclaredDependencies,
  type NamedRequirement,
  readDeclaredDependencies,
} from '../project/requirements.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import { type Selection, withRootGroups } from './selection.js';

/** A project whose tasks are to run. */
export interface WantedProject {
  /** Its folder, relative to the workspace root. */
  directory: string;
  /** Distributions that its tasks start. */
  tools: readonly string[];
}

/** A manifest as far as it decides what is installed for its project. */
interface Member {
  directory: string;
  /** Undefined for a root that is no project. */
  name: string | undefined;
  declared: DeclaredDependencies;
  groups: string[];
  extras: string[];
}

/** A tool and where it can be had from. */
interface Provider {
  member: Member;
  group?: string;
  extra?: string;
}

function namesTool(requirements: readonly NamedRequirement[] = [], tool: string): boolean {
  return requirements.some(({ name }) => name === tool);
}

/** Groups of a root that is not among the members, as far as one of those has another of that name. */
function hiddenGroups(
  root: Member | undefined,
  members: ReadonlySet<Member>,
  groups: readonly string[],
): string[] {
  if (!root || members.has(root)) return [];
  return root.groups.filter(
    (group) =>
      groups.includes(group) && [...members].some(({ declared }) => declared.groups.has(group)),
  );
}

/** What the selections of one environment are made from. */
export interface SelectionSources {
  /** Folder of the lock, relative to the workspace root. */
  environment: string;
  pyprojects: readonly Pyproject[];
  /** Undefined where it cannot be read. It is asked for only where the manifests do not say enough. */
  lock: () => Lock | undefined;
  conflicts: readonly Conflict[];
  /** Groups and extras that options of the workspace name. */
  groups: readonly string[];
  extras: readonly string[];
}

function memberOf(
  pyproject: Pyproject,
  shared: Pick<SelectionSources, 'groups' | 'extras'>,
): Member {
  const name = valueAt(pyproject.data, 'project.name');
  const declared = readDeclaredDependencies(pyproject);
  const own = ownParts(pyproject);
  return {
    directory: pyproject.directory,
    name: typeof name === 'string' ? normalizeName(name) : undefined,
    declared,
    groups: installedGroups(pyproject, declared, [...shared.groups, ...own.groups]),
    extras: installedExtras(pyproject, declared, [...shared.extras, ...own.extras]),
  };
}

/** Decides what is installed for which projects of one environment. */
export class Members {
  readonly #sources: SelectionSources;
  readonly #members: Map<string, Member>;
  readonly #conflicts: readonly Conflict[];

  constructor(sources: SelectionSources) {
    this.#sources = sources;
    const { pyprojects } = sources;
    this.#members = new Map(
      pyprojects.map((pyproject) => [pyproject.directory, memberOf(pyproject, sources)]),
    );
    this.#conflicts = this.#relevant(sources.conflicts);
  }

  /** All members with the groups and extras of each. */
  all(): Selection {
    const members = [...this.#members.values()];
    return {
      groups: this.#withoutConflicts(members),
      extras: [
        ...new Set([...members.flatMap(({ extras }) => extras), ...this.#undeclared()]),
      ].sort(),
    };
  }

  /** What some projects need; all members where one of them is a root that is no project. */
  some(wanted: readonly WantedProject[]): Selection {
    const own = wanted.flatMap(({ directory }) => this.#members.get(directory) ?? []);
    if (own.some(({ name }) => name === undefined)) return this.all();
    const root = this.#members.get(this.#sources.environment);
    const providers = wanted.flatMap((project) => this.#providers(project));
    // An extra of the root brings the root along.
    const withRoot = root && root.extras.length > 0 ? [root] : [];
    const members = new Set([...own, ...withRoot, ...providers.map(({ member }) => member)]);
    const extras = [...own, ...withRoot].flatMap((member) => member.extras);
    const groups = this.#withoutConflicts([...own, ...(root ? [root] : [])]);
    return {
      packages: [...new Set([...members].flatMap(({ name }) => name ?? []))].sort(),
      groups: [...new Set([...groups, ...providers.flatMap(({ group }) => group ?? [])])].sort(),
      ...withRootGroups(hiddenGroups(root, members, groups)),
      extras: [
        ...new Set([
          ...extras,
          ...providers.flatMap(({ extra }) => extra ?? []),
          ...this.#undeclared(),
        ]),
      ].sort(),
    };
  }

  /** Whether a project cannot share its environment with all others. */
  isInConflict(directory: string): boolean {
    if (this.#conflicts.length === 0) return false;
    const member = this.#members.get(directory);
    const reached = this.#reached(directory);
    const named = new Set(member ? this.#named(member) : []);
    return this.#conflicts.some((ids) => ids.some((id) => reached.has(id) || named.has(id)));
  }

  /** Whether two projects cannot be in one environment. */
  exclude(left: string, right: string): boolean {
    const both = new Set([...this.#reached(left), ...this.#reached(right)]);
    return this.#conflicts.some((ids) => ids.filter((id) => both.has(id)).length > 1);
  }

  /** Normalised names of all that a selection installs, and of those among them that are from folders. */
  reachedBy({ packages, groups, extras }: Selection): { all: Set<string>; local: Set<string> } {
    const lock = this.#sources.lock();
    const all = new Set<string>();
    const local = new Set<string>();
    if (!lock) return { all, local };
    const chosen = [...this.#members.values()].filter(
      ({ name }) => packages === undefined || (name !== undefined && packages.includes(name)),
    );
    const roots = chosen.flatMap(({ directory }) => this.#roots(directory, { groups, extras }));
    for (const id of closure(lock, [...roots, ...this.#rootGroups(groups)])) {
      const node = lock.nodes.get(id);
      if (node) all.add(node.name);
      if (node?.local) local.add(node.name);
    }
    return { all, local };
  }

  /** Conflicts that can arise at all: most are about extras that nobody asks for. */
  #relevant(conflicts: readonly Conflict[]): readonly Conflict[] {
    if (conflicts.length === 0) return [];
    const members = [...this.#members.values()];
    const possible = new Set(members.flatMap((member) => [...this.#named(member)]));
    for (const { directory } of members) {
      for (const id of this.#reached(directory)) possible.add(id);
    }
    return conflicts.filter((ids) => ids.filter((id) => possible.has(id)).length > 1);
  }

  /** Parts of a member that a name given for another one would bring along. */
  #named({ directory, name, declared }: Member): string[] {
    const members = [...this.#members.values()];
    const owner = name ?? '.';
    const groups = new Set(members.flatMap((member) => member.groups));
    const extras = new Set(members.flatMap((member) => member.extras));
    if (directory === this.#sources.environment) return [];
    return [
      ...[...declared.groups.keys()]
        .filter((group) => groups.has(group))
        .map((g) => `${owner}:${g}`),
      ...[...declared.extras.keys()]
        .filter((extra) => extras.has(extra))
        .map((e) => `${owner}[${e}]`),
    ];
  }

  #roots(directory: string, parts: Pick<Selection, 'groups' | 'extras'>): string[] {
    const { environment } = this.#sources;
    const lock = this.#sources.lock();
    if (!lock || !isInside(directory, environment)) return [];
    return rootsOf(lock, relativeInside(directory, environment), parts);
  }

  #rootGroups(groups: readonly string[]): string[] {
    const lock = this.#sources.lock();
    return lock ? rootsOf(lock, '.', { groups, extras: [], projectItself: false }) : [];
  }

  #reached(directory: string): Set<string> {
    const lock = this.#sources.lock();
    const member = this.#members.get(directory);
    if (!lock || !member) return new Set();
    const root = this.#members.get(this.#sources.environment);
    const shared = this.#rootGroups(root?.groups ?? []);
    const start = member.name === undefined ? [] : this.#roots(directory, member);
    return closure(lock, [...start, ...shared]);
  }

  /** Group names of members; of two of a member that exclude each other, the first one counts. */
  #withoutConflicts(members: readonly Member[]): string[] {
    const names = new Set<string>();
    for (const { name, groups } of members) {
      const taken = new Set<string>();
      // uv's own default first.
      const ordered = [...groups].sort((a, b) => Number(b === 'dev') - Number(a === 'dev'));
      for (const group of ordered) {
        const id = `${name ?? '.'}:${group}`;
        const excluded = this.#sources.conflicts.some(
          (ids) => ids.includes(id) && ids.some((other) => taken.has(other)),
        );
        if (excluded) continue;
        taken.add(id);
        names.add(group);
      }
    }
    return [...names].sort();
  }

  /** Extras that options name and nobody declares: uv says so. */
  #undeclared(): string[] {
    const members = [...this.#members.values()];
    return this.#sources.extras.filter(
      (extra) =>
        extra !== '*' && !members.some(({ declared }) => declared.extras.has(normalizeName(extra))),
    );
  }

  /** Whether a tool stands in a group or an extra that a project has installed. */
  #names(directory: string, tool: string): boolean {
    const own = this.#members.get(directory);
    const root = this.#members.get(this.#sources.environment);
    const inGroups = [own, root].some((member) =>
      member?.groups.some((group) => member.declared.groups.get(group)?.has(tool)),
    );
    return (
      inGroups || !!own?.extras.some((extra) => namesTool(own.declared.extras.get(extra), tool))
    );
  }

  /** Where tools come from that a project starts and has not: others' groups and extras. */
  #providers({ directory, tools }: WantedProject): Provider[] {
    const unnamed = tools.filter((tool) => !this.#names(directory, tool));
    const lock = unnamed.length === 0 ? undefined : this.#sources.lock();
    if (!lock) return [];
    const has = new Set([...this.#reached(directory)].map((id) => lock.nodes.get(id)?.name));
    return unnamed.filter((tool) => !has.has(tool)).flatMap((tool) => this.#provider(tool) ?? []);
  }

  #provider(tool: string): Provider | undefined {
    const root = this.#members.get(this.#sources.environment);
    const members = [...(root ? [root] : []), ...this.#members.values()];
    for (const member of members) {
      const { declared } = member;
      const group = [...declared.groups].find(([, names]) => names.has(tool))?.[0];
      if (group !== undefined) return { member, group };
      const extra = [...declared.extras].find(([, list]) => namesTool(list, tool))?.[0];
      if (extra !== undefined) return { member, extra };
    }
    const direct = members.find(({ declared }) => declared.names.has(tool));
    return direct && { member: direct };
  }
}
