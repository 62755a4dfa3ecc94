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
  return wanted.packages !== undefined && isWithin(wanted.packages, made.packages);
}

/** What two selections ask for. */
export function unite(left: Selection, right: Selection): Selection {
  return {
    ...(left.packages && right.packages ? { packages: joined(left.packages, right.packages) } : {}),
    groups: joined(left.groups, right.groups),
    extras: joined(left.extras, right.extras),
  };
}

/**
 * The arguments of uv for a selection. What a person has installed for other members stays where it is no
 * matter to these: the tools do not see it.
 */
export function syncArguments({ packages, groups, extras, isExact }: Selection): string[] {
  const members = packages?.flatMap((name) => ['--package', name]) ?? ['--all-packages'];
  return [
    'sync',
    '--frozen',
    ...members,
    ...groups.flatMap((group) => ['--group', group]),
    ...extras.flatMap((extra) => ['--extra', extra]),
    ...(isExact || packages === undefined ? [] : ['--inexact']),
  ];
}
