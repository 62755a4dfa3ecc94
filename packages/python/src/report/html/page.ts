import { historyFigures } from '../history/history-figures.js';
import type { HistoryLine } from '../history/history-line.js';
import type { SignalReport } from '../schema.js';
import { budgetText } from '../stage-words.js';
import { type Budget, checkBudget, stagesOf } from '../stages.js';
import { failures, type ReadLines } from './failures.js';
import { html, Markup } from './markup.js';
import { style } from './style.js';
import { projectsTable, stagesTable } from './tables.js';
import { trends } from './trends.js';
import { waterfall } from './waterfall.js';

/** What a page is about. */
export interface PageContent {
  report: SignalReport;
  /** Oldest first. */
  history: readonly HistoryLine[];
  budget: Budget;
  linesOf: ReadLines;
}

function head(
  { run, verdict, commit, changed, base, complete }: SignalReport,
  total: string,
): Markup {
  const facts = [
    run.start.replace('T', ' ').replace(/\..*/, ' UTC'),
    ...(commit === null ? [] : [`commit ${commit.slice(0, 10)}${changed ? ' with changes' : ''}`]),
    ...(base === null ? [] : [`compared with ${base}`]),
    ...(complete ? [] : ['Nx has not recorded the end of the run']),
  ];
  return html`<header><h1><span class="verdict ${verdict}">${verdict}</span> ${run.command ?? 'a run of Nx'}</h1>
<p>${facts.join(' · ')}</p>
<p>${total}</p></header>`;
}

/** A page about a run, which needs nothing beside itself: no script, no file, no network. */
export function reportPage({ report, history, budget, linesOf }: PageContent): string {
  const checked = checkBudget(report, budget);
  const page = html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${report.verdict}: ${report.run.command ?? 'a run of Nx'}</title>
<style>${new Markup(style)}</style></head>
<body><main>
${head(report, budgetText(checked))}
<section><h2>What was found</h2>
${failures(report, linesOf)}</section>
<section><h2>Stages</h2>
${stagesTable(stagesOf(report))}</section>
<section><h2>What worked when</h2>
${waterfall(report)}</section>
<section><h2>Projects</h2>
${projectsTable(report)}</section>
<section><h2>Runs</h2>
${trends(history, historyFigures(history), budget.seconds)}</section>
</main></body></html>
`;
  return page.text;
}
