import { graphTable } from '../graph/graph.mjs';
import { scannerTable } from '../scanner/scanner.mjs';
import { alignColumns, markdownRows, tableOf } from './table.mjs';

function cellsOf(section) {
  if (section.id === 'scanner') return scannerTable(section);
  return section.id.startsWith('graph') ? graphTable(section.rows) : tableOf(section.rows);
}

/** One part of the results as text for a terminal. */
export function sectionText(section) {
  return `\n${section.title}\n${alignColumns(cellsOf(section))}`;
}

/** One part of the results as Markdown. */
export function sectionMarkdown(section) {
  return `### ${section.title}\n\n${markdownRows(cellsOf(section))}\n`;
}

/** All results as Markdown, headed by what they depend on. */
export function resultsMarkdown({ machine, parameters, sections, absent }) {
  const used = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  const compared = sections.some(({ floor }) => floor !== undefined);
  const size = compared ? `${parameters.projects} projects, ` : '';
  const intro = [
    `Measured on ${machine.date} at commit ${machine.commit}: ${machine.platform}, ${machine.cores} cores,`,
    `${machine.memoryGigabytes} GB, load ${machine.load} at the start; ${size}${parameters.runs} rounds, medians with minimum and maximum.`,
    `Versions: ${used.join(', ')}.`,
    ...absent.map(({ title, reason }) => `${title} is missing: ${reason}.`),
  ];
  return `${intro.join('\n')}\n\n${sections.map(sectionMarkdown).join('\n')}`;
}
