import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeName } from '../normalize-name.js';
import type { AuditResult } from './audit-result.js';
import { auditSarif } from './sarif.js';

/** Lines (1-based) of packages in a lock's text, by name. */
function linesOf(text: string): Map<string, number> {
  const lines = new Map<string, number>();
  for (const [index, line] of text.split('\n').entries()) {
    const name = /^name = "([^"]+)"/.exec(line)?.[1];
    if (name !== undefined && !lines.has(normalizeName(name)))
      lines.set(normalizeName(name), index + 1);
  }
  return lines;
}

function readLines(root: string, lock: string | undefined): Map<string, number> {
  try {
    return lock === undefined ? new Map() : linesOf(readFileSync(join(root, lock), 'utf8'));
  } catch {
    return new Map();
  }
}

/**
 * Writes audit.json and audit.sarif.
 *
 * @param report - folder of the task's reports, relative to the workspace root
 */
export function writeReports(
  root: string,
  report: string,
  result: AuditResult,
  success: boolean,
): void {
  const folder = join(root, report);
  mkdirSync(folder, { recursive: true });
  const asOf = new Date(result.asOf * 1000).toISOString();
  const data = { version: 1, success, ...result, asOf };
  writeFileSync(join(folder, 'audit.json'), `${JSON.stringify(data, null, 2)}\n`);
  const lines =
    result.findings.length > 0 ? readLines(root, result.lock) : new Map<string, number>();
  writeFileSync(
    join(folder, 'audit.sarif'),
    auditSarif(result, (name) => lines.get(name) ?? 1),
  );
}
