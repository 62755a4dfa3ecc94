import { createHash } from 'node:crypto';
import type { ReportedFinding, SignalReport } from './schema.js';

/** What makes a finding the same one in the next run, although lines have moved: all but its line. */
function identityOf({ tool, file, code, message }: ReportedFinding): string {
  return JSON.stringify([tool, file, code, message]);
}

function fingerprint(finding: ReportedFinding, occurrence: number): string {
  return createHash('sha256')
    .update(`${identityOf(finding)}\0${occurrence}`)
    .digest('hex');
}

/** The findings of a run in the form of GitLab's code quality reports. It asks for a file and a line. */
export function codeQualityOf({ findings }: SignalReport): string {
  const seen = new Map<string, number>();
  const entries = findings.flatMap((finding) => {
    const { file, line, code, tool, message, severity } = finding;
    if (file === null) return [];
    const identity = identityOf(finding);
    const occurrence = seen.get(identity) ?? 0;
    seen.set(identity, occurrence + 1);
    return [
      {
        description: message,
        check_name: [tool, code].filter(Boolean).join(':'),
        fingerprint: fingerprint(finding, occurrence),
        severity: severity === 'error' ? 'major' : 'minor',
        location: { path: file, lines: { begin: line ?? 1 } },
      },
    ];
  });
  return `${JSON.stringify(entries, null, 2)}\n`;
}
