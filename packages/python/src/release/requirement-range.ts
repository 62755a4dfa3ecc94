import { compare, satisfies } from '@renovatebot/pep440';

/** How a new version is asked for: as Nx's `versionPrefix` says. */
export type VersionPrefix = 'auto' | '' | '~' | '^' | '=';

interface Clause {
  operator: string;
  version: string;
}

const clausePattern = /^(~=|===?|!=|<=?|>=?)\s*(\S+)$/;

function clausesOf(specifiers: string): Clause[] | undefined {
  const texts = specifiers.split(',').map((text) => text.trim());
  const clauses = texts.map((text) => {
    const [, operator, version] = clausePattern.exec(text) ?? [];
    return operator && version ? { operator, version } : undefined;
  });
  return clauses.every((clause) => clause !== undefined) ? clauses : undefined;
}

/** The numbers of a release: `1.2` of `1.2.0b1` for two. */
export function firstNumbers(version: string, count: number): string {
  const numbers = (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? version).split('.');
  return Array.from({ length: count }, (_, at) => numbers[at] ?? '0').join('.');
}

function nextMajor(version: string): string {
  const [major = 0, minor = 0] = firstNumbers(version, 2).split('.').map(Number);
  // As with npm's caret: before 1.0 the second number says what breaks.
  return major === 0 ? `0.${minor + 1}` : String(major + 1);
}

/** Whether a version is one before a release. */
export const isPre = (version: string) => /[a-z]/.test(version);

/** The new form of one clause; undefined where it has to go, since it would shut the version out. */
function renewed({ operator, version: old }: Clause, version: string): string | undefined {
  const count = old
    .replace(/[^\d.].*$/, '')
    .split('.')
    .filter(Boolean).length;
  switch (operator) {
    case '==':
      return old.endsWith('.*') ? `==${firstNumbers(version, count)}.*` : `==${version}`;
    case '===':
      return `===${version}`;
    case '~=':
      return `~=${isPre(version) ? version : firstNumbers(version, Math.max(count, 2))}`;
    case '>=':
    case '>':
      return `>=${version}`;
    case '!=':
      return compare(old, version) === 0 ? undefined : `!=${old}`;
    default:
      return satisfies(version, `${operator}${old}`, { prereleases: true })
        ? `${operator}${old}`
        : `<${nextMajor(version)}`;
  }
}

const byPrefix: Record<Exclude<VersionPrefix, 'auto'>, (version: string) => string> = {
  '': (version) => `==${version}`,
  '=': (version) => `==${version}`,
  '~': (version) => `~=${isPre(version) ? version : firstNumbers(version, 3)}`,
  '^': (version) => `>=${version},<${nextMajor(version)}`,
};

/**
 * The version specifiers that ask for a sibling's new version. `auto` keeps the form they have: lower bounds rise,
 * exact ones follow, an upper bound that would shut the version out moves behind it.
 *
 * @param specifiers - as they are; empty where there are none
 * @returns undefined where they have no form that can be kept
 */
export function newSpecifiers(
  specifiers: string,
  version: string,
  prefix: VersionPrefix,
): string | undefined {
  if (prefix !== 'auto') return byPrefix[prefix](version);
  if (specifiers.trim() === '') return `>=${version}`;
  const clauses = clausesOf(specifiers);
  if (!clauses) return undefined;
  return clauses.flatMap((clause) => renewed(clause, version) ?? []).join(',');
}
