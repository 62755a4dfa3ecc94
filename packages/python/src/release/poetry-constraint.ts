import { firstNumbers, isPre, newSpecifiers, type VersionPrefix } from './requirement-range.js';

const byPrefix: Record<Exclude<VersionPrefix, 'auto'>, (version: string) => string> = {
  '': (version) => version,
  '=': (version) => `==${version}`,
  '~': (version) => `~${version}`,
  '^': (version) => `^${version}`,
};

/** Whether a constraint takes any version. */
export const isOpen = (constraint: string) => /^\s*\*?\s*$/.test(constraint);

/** One clause: Poetry's own operators here, those of PEP 440 as requirements have them. */
function renewed(clause: string, version: string): string | undefined {
  const [, operator, old] = /^(\^|~(?!=))?\s*(\d\S*)$/.exec(clause) ?? [];
  if (old === undefined) return newSpecifiers(clause, version, 'auto');
  if (operator === '^') return `^${version}`;
  const count = old.split('.').filter((part) => /^\d/.test(part)).length;
  const isSeries = old.endsWith('.*');
  if (operator === undefined && !isSeries) return version;
  if (isPre(version)) return operator === undefined ? version : `~${version}`;
  return `${operator ?? ''}${firstNumbers(version, count)}${isSeries ? '.*' : ''}`;
}

/**
 * What Poetry's tables ask for of a sibling's new version, in the form that they have.
 *
 * @param constraint - as it is, such as `^1.0`
 * @returns undefined where it has no form that can be kept, such as a choice (`||`)
 */
export function newConstraint(
  constraint: string,
  version: string,
  prefix: VersionPrefix,
): string | undefined {
  if (prefix !== 'auto') return byPrefix[prefix](version);
  if (isOpen(constraint)) return `>=${version}`;
  if (constraint.includes('|')) return undefined;
  const clauses = constraint.trim().split(/\s*,\s*|\s+(?=[<>=!~^])/);
  const next = clauses.map((clause) => renewed(clause, version));
  return next.includes(undefined) ? undefined : next.filter(Boolean).join(',');
}
