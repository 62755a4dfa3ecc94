import type { ReportedFinding, SignalReport } from './schema.js';

const levels = { error: 'error', warning: 'warning' } as const;

/** A path as the reference of a URI, whatever characters are in it. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function locationOf({ file, line, column }: ReportedFinding) {
  if (file === null) return {};
  const region =
    line === null
      ? {}
      : { region: { startLine: line, ...(column === null ? {} : { startColumn: column }) } };
  const artifactLocation = { uri: uriOf(file), uriBaseId: '%SRCROOT%' };
  return { locations: [{ physicalLocation: { artifactLocation, ...region } }] };
}

function resultOf(finding: ReportedFinding) {
  const { code, severity, message, task } = finding;
  return {
    ...(code === null ? {} : { ruleId: code }),
    level: levels[severity],
    message: { text: message },
    ...locationOf(finding),
    properties: { task },
  };
}

function runOf(tool: string, findings: readonly ReportedFinding[]) {
  const ids = new Set(findings.flatMap(({ code }) => (code === null ? [] : [code])));
  const rules = [...ids].sort().map((id) => ({ id }));
  return {
    tool: { driver: { name: tool, rules } },
    // Several runs of one tool would be taken for one that was repeated.
    automationDetails: { id: `nx-signal/${tool}/` },
    results: findings.map(resultOf),
  };
}

/** The findings of a run as SARIF 2.1.0, a run of it for each tool. Tools that found nothing have one, too. */
export function sarifOf({ findings, tasks }: SignalReport): string {
  const nameOf = (tool: string | null) => tool ?? 'nx';
  const ran = tasks.flatMap(({ tool }) => (tool === null ? [] : [tool]));
  const tools = new Set([...ran, ...findings.map(({ tool }) => nameOf(tool))]);
  const runs = [...tools].sort().map((tool) =>
    runOf(
      tool,
      findings.filter((finding) => nameOf(finding.tool) === tool),
    ),
  );
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  return `${JSON.stringify({ $schema, version: '2.1.0', runs }, null, 2)}\n`;
}
