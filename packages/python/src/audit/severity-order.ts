import { type Severity, severities } from '../options/names.js';

const rank = (severity: Severity | undefined) =>
  severity === undefined ? -1 : severities.indexOf(severity);

/** The higher of two severities; one that is not known is below all. */
export function higher(
  left: Severity | undefined,
  right: Severity | undefined,
): Severity | undefined {
  return rank(left) >= rank(right) ? left : right;
}

/** Whether a severity is at least another. */
export function reaches(severity: Severity, least: Severity): boolean {
  return rank(severity) >= rank(least);
}
