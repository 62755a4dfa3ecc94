/** What `uv sync` is to install: some members, or all of them, with groups and extras. */
export interface Selection {
  /** Names of members, sorted; undefined stands for all, and nothing else. */
  packages?: readonly string[] | undefined;
  /** Sorted. */
  groups: readonly string[];
  /** Sorted. */
  extras: readonly string[];
  /** Whether what else is installed is taken away; so it is for all members. */
  isExact?: boolean | undefined;
  /** Those of the groups that the root has, and one of the members as well: for uv they are the member's alone. */
  rootGroups?: readonly string[] | undefined;
}

const isWithin = (part: readonly string[], whole: readonly string[]) =>
  part.every((name) => whole.includes(name));

const joined = (left: readonly string[], right: readonly string[]) =>
  [...new Set([...left, ...right])].sort();

/** Whether an environment made for one selection has what another one asks for. */
export function covers(made: Selection, wanted: Selection): boolean {
  if (!isWithin(wanted.groups, made.groups) || !isWithin(wanted.extras, made.extras)) return false;
  if (made.packages === undefined) return true;
  if (wanted.isExact && !made.isExact) return false;
  if (!isWithin(wanted.rootGroups ?? [], made.rootGroups ?? [])) return false;
  return wanted.packages !== undefined && isWithin(wanted.packages, made.packages);
}

/** The part of a selection that only some have. */
export function withRootGroups(groups: readonly string[]): Pick<Selection, 'rootGroups'> {
  return groups.length > 0 ? { rootGroups: groups } : {};
}

/** What two selections ask for. */
export function unite(left: Selection, right: Selection): Selection {
  const rootGroups = joined(left.rootGroups ?? [], right.rootGroups ?? []);
  return {
    ...(left.packages && right.packages
      ? { packages: joined(left.packages, right.packages), ...withRootGroups(rootGroups) }
      : {}),
    groups: joined(left.groups, right.groups),
    extras: joined(left.extras, right.extras),
  };
}

/**
 * The arguments of uv for a selection, call by call. What a person has installed for other members stays where
 * it is no matter to these: the tools do not see it.
 */
export function syncArguments(selection: Selection): string[][] {
  const { packages, groups, extras, isExact, rootGroups = [] } = selection;
  const members = packages?.flatMap((name) => ['--package', name]) ?? ['--all-packages'];
  const first = [
    ...members,
    ...groups.flatMap((group) => ['--group', group]),
    ...extras.flatMap((extra) => ['--extra', extra]),
    ...(isExact || packages === undefined ? [] : ['--inexact']),
  ];
  const second = [...rootGroups.flatMap((group) => ['--only-group', group]), '--inexact'];
  const calls = packages && rootGroups.length > 0 ? [first, second] : [first];
  return calls.map((args) => ['sync', '--frozen', ...args]);
}
