/**
 * Measures the audit of a whole workspace over a snapshot that is there: `npm run bench -- audit`. Each round is a
 * process of its own. Reading the workspace and its lock is not in it: all targets share that.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { median, summarize } from '../measure/statistics.mjs';
import { describeMachine } from '../report/machine.mjs';
import { alignColumns } from '../report/table.mjs';
import { replaceSection, writeJson } from '../report/write.mjs';
import { auditWorkspace } from './workspace.mjs';

const titles = {
  snapshot: 'opening the snapshot',
  closures: 'closures of all projects',
  keys: 'keys of all projects',
  verdicts: 'verdicts of all projects',
};

function round(root) {
  const script = join(import.meta.dirname, 'one-round.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, root], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The audit of the bench failed.\n${stderr}`);
  return JSON.parse(stdout);
}

const milliseconds = (seconds) => `${(seconds * 1000).toFixed(0)} ms`;

/** What all parts of a round took together. */
const total = ({ parts }, kind) => Object.values(parts).reduce((sum, part) => sum + part[kind], 0);

/** The figures as cells, the head included. */
export function auditTable(rounds) {
  const row = (title, cpu, wall) => [
    title,
    milliseconds(median(cpu)),
    milliseconds(summarize(cpu).min),
    milliseconds(median(wall)),
  ];
  const parts = Object.entries(titles).map(([id, title]) => {
    const values = (kind) => rounds.map((each) => each.parts[id][kind]);
    return row(title, values('cpu'), values('wall'));
  });
  const all = (kind) => rounds.map((each) => total(each, kind));
  return [
    ['', 'CPU, median', 'CPU, least', 'wall, median'],
    ...parts,
    row('together', all('cpu'), all('wall')),
  ];
}

function markdown(machine, rounds, table) {
  const rows = table.map((cells) => `| ${cells.join(' | ')} |`);
  rows.splice(1, 0, '|---|---:|---:|---:|');
  const [{ projects, packages, advisories, findings }] = rounds;
  const about = `${advisories} advisories, ${projects} projects of ${packages} packages, ${findings} findings in each. Measured on ${machine.date} at commit ${machine.commit}: ${machine.platform}, ${machine.cores} cores, load ${machine.load} at the start; ${rounds.length} rounds.`;
  return `${about}\n\n${rows.join('\n')}\n`;
}

/**
 * Measures, prints, and writes where asked to.
 *
 * @param {{projects: number, runs: number, docs: boolean, out?: string}} settings
 */
export async function benchAudit({ projects, runs, docs, out }) {
  const machine = describeMachine();
  const workspace = await auditWorkspace(projects);
  try {
    const rounds = Array.from({ length: runs }, () => round(workspace.root));
    const table = auditTable(rounds);
    console.log(alignColumns(table));
    if (out) writeJson(out, { machine, rounds });
    if (docs) replaceSection('audit figures', markdown(machine, rounds, table));
  } finally {
    workspace.dispose();
  }
}
