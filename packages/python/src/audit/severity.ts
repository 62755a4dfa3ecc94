import cvss from 'ae-cvss-calculator';
import { type Severity, severities } from '../options/names.js';
import { asTable, type Table } from '../toml/pyproject.js';
import { higher } from './severity-order.js';

/** GitHub's word for what CVSS calls medium. */
const words: Record<string, Severity> = { moderate: 'medium' };

function ofWord(value: unknown): Severity | undefined {
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  return words[word] ?? severities.find((severity) => severity === word);
}

/** CVSS's own rating scale. */
function ofScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

function ofVector(vector: unknown): Severity | undefined {
  if (typeof vector !== 'string') return undefined;
  try {
    const score = cvss.fromVector(vector)?.calculateScores().overall;
    return score === undefined || Number.isNaN(score) ? undefined : ofScore(score);
  } catch {
    return undefined;
  }
}

/**
 * How bad a record in OSV's form says it is: a person's word, else the highest of its CVSS vectors. Malware is
 * never rated, and as bad as can be.
 */
export function severityOf(record: Table): Severity | undefined {
  if (String(record['id']).startsWith('MAL-')) return 'critical';
  const affected = asTables(record['affected']);
  const word = [record, ...affected]
    .flatMap((table) => [table['database_specific'], table['ecosystem_specific']])
    .map((specific) => ofWord(asTable(specific)['severity']))
    .reduce(higher, undefined);
  if (word) return word;
  return [record, ...affected]
    .flatMap((table) => asTables(table['severity']))
    .map(({ score }) => ofVector(score))
    .reduce(higher, undefined);
}

/** The tables of a list; none when it is no list. */
export function asTables(value: unknown): Table[] {
  return Array.isArray(value) ? value.map(asTable) : [];
}
