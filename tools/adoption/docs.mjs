import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from '../setup/run.mjs';

const file = join(repository, 'docs', 'adoption.md');
const [start, end] = ['<!-- measured -->', '<!-- /measured -->'];

function edgesCell({ edges, missing, more }) {
  const all = [...missing, ...more];
  const explained = all.filter((one) => one.explained).length;
  const open = all.length - explained;
  const notes = [
    ...(explained > 0 ? [`${explained} explained`] : []),
    ...(open > 0 ? [`**${open} differ**`] : []),
  ];
  return notes.length > 0 ? `${edges}; ${notes.join(', ')}` : String(edges);
}

function verdictsCell(runs) {
  if (!runs) return 'not run';
  const compared = runs.verdicts.filter(({ hand }) => hand);
  const equal = compared.length - runs.different.length;
  const red = compared.filter(({ green, hand }) => !green && !hand.green).length;
  return `${equal} of ${compared.length}${red > 0 ? `, ${red} red both ways` : ''}`;
}

function againCell(runs) {
  if (!runs) return '';
  const green = runs.verdicts.filter((one) => one.green).length;
  if (green === 0) return 'nothing was green';
  const { length } = runs.notReplayed;
  return length === 0 ? `all ${green} replayed` : `**${length} of ${green} ran**`;
}

function selectionCell(selection, projects) {
  if (!selection) return '';
  const { affected, expected, ran } = selection;
  const after = ran ? `; ${ran.length} ran` : '';
  return `${affected.length} of ${projects.length}, expected ${expected.length}${after}`;
}

/** What `lint` alone made in a checkout in which nothing had run. */
function lintCell(lintAlone) {
  if (!lintAlone) return '';
  const { environments, tasks } = lintAlone;
  const made = environments.length > 0 ? `**${environments.join(', ')}**` : 'none';
  return `${made} for ${tasks}`;
}

/** What an earlier plugin selected for the same edit, in its own graph. */
function beforeCell(before) {
  if (before?.failed) return 'no graph';
  if (before?.graph.projects.length === 0) return 'found no project';
  if (!before?.selection) return '';
  return `${before.selection.affected.length} of ${before.graph.projects.length}`;
}

function row({ entry, result: { graph, lintAlone, runs, selection }, before }) {
  return [
    `[${entry.id}](https://github.com/${entry.id}/tree/${entry.commit.slice(0, 10)})`,
    entry.shape,
    String(graph.projects.length),
    edgesCell(graph),
    verdictsCell(runs),
    againCell(runs),
    lintCell(lintAlone),
    selectionCell(selection, graph.projects),
    beforeCell(before),
    entry.line ?? 'nothing',
  ];
}

const heading = [
  'repository',
  'shape',
  'projects',
  'edges',
  'verdicts as by hand',
  'second run',
  'environments made by lint',
  'an edit in a leaf selects',
  'before',
  'needed',
];

/** The repository's own commands, with what each was compared with. */
function commands(own) {
  return Object.entries(own)
    .map(([target, command]) => `\`${target}\` by hand is \`${command}\``)
    .join(', ');
}

/** The commands that were run by hand, what was not run, what does not work, and edges that differ, by repository. */
function remarks(measured) {
  return measured.flatMap(({ entry }) => [
    ...(entry.own && !entry.graphOnly ? [`- ${entry.id}: ${commands(entry.own)}.`] : []),
    ...(entry.without ? [`- ${entry.id}: ${entry.without}.`] : []),
    ...(entry.remark ? [`- ${entry.id}: ${entry.remark}.`] : []),
    ...Object.entries(entry.explained ?? {}).map(
      ([edge, why]) => `- ${entry.id}: \`${edge}\`: ${why}.`,
    ),
  ]);
}

/** Whether nothing of a repository differs, and nothing was set for it. */
function isEqual({ entry, result: { graph, runs, selection } }) {
  const differences = [...graph.missing, ...graph.more].filter((one) => !one.explained);
  const isSelected = !selection || selection.affected.length === selection.expected.length;
  const isGraphRight = differences.length === 0 && isSelected;
  return (
    isGraphRight && runs.different.length === 0 && runs.notReplayed.length === 0 && !entry.line
  );
}

/** How much of all is equal. */
function totals(measured) {
  const ran = measured.filter(({ result }) => result.runs);
  const verdicts = ran.flatMap(({ result }) => result.runs.verdicts).filter(({ hand }) => hand);
  const green = verdicts.filter((one) => one.green && one.hand.green).length;
  const different = ran.flatMap(({ result }) => result.runs.different);
  return [
    `Graphs of ${measured.length} repositories were compared, and tasks ran in ${ran.length} of them.`,
    `In **${ran.filter(isEqual).length} of these ${ran.length}** the graph and the selection are right, every verdict is that of the repository's own command, and the`,
    `second run replays all that was green, with nothing set. Of all, ${verdicts.length - different.length} of ${verdicts.length} verdicts are equal, ${green} of them green.`,
  ].join(' ');
}

/** What the init generator set, out of what it said. */
function setByInit({ entry, result: { init } }) {
  const lines = init.split('\n').filter((line) => /^ +".*, because /.test(line));
  return lines.map((line) => `- ${entry.id}: \`init\` sets ${line.trim().replace(/;.*|\.$/, '')}.`);
}

/**
 * The measured part of docs/adoption.md.
 *
 * @param {{entry: object, result: object}[]} measured
 */
export function adoptionTable(measured) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = [heading, heading.map(() => '---'), ...measured.map(row)];
  return [
    totals(measured),
    '',
    ...rows.map(line),
    '',
    ...measured.flatMap((one) => [...setByInit(one), ...remarks([one])]),
  ].join('\n');
}

/** Writes what was measured between the two marks of docs/adoption.md. */
export function writeDocs(measured) {
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(start);
  const [, after] = (rest ?? '').split(end);
  if (after === undefined) throw new Error('docs/adoption.md has lost its marks.');
  writeFileSync(file, `${before}${start}\n\n${adoptionTable(measured)}\n\n${end}${after}`);
}
