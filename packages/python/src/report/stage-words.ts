import { alignColumns } from '../align-columns.js';
import type { BudgetResult, Stage } from './stages.js';

/** Seconds with as many digits as they are worth. */
export function seconds(milliseconds: number): string {
  const value = milliseconds / 1000;
  return `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

const timeOf = ({ milliseconds }: Stage) =>
  milliseconds === null ? 'not measured' : seconds(milliseconds);

/** What the total comes to beside its budget, in one line. */
export function budgetText({ total, seconds: limit, isOver, longest, over }: BudgetResult): string {
  if (total === null) return 'Total: not measured, because the run did not finish.';
  const text = `Total ${seconds(total)} of ${limit} s`;
  if (!isOver) return `${text}.`;
  const look = longest ? ` Look at ${longest.name} first: ${timeOf(longest)}.` : '';
  return `${over === 'fail' ? 'error: ' : 'warning: '}${text}: over the budget.${look}`;
}

/** Names of the columns of the stage table. */
export const stageColumns = ['stage', 'time', 'count', 'source', 'status'];

/** A stage in the words of these columns. */
export function stageCells(stage: Stage): string[] {
  return [stage.name, timeOf(stage), stage.count, stage.source, stage.status];
}

/** The stage table. Stages run side by side, so their times do not add up to the total. */
export function stageTable(stages: readonly Stage[], budget: BudgetResult): string {
  const rows = [stageColumns, ...stages.map(stageCells)];
  return [...alignColumns(rows), '', budgetText(budget)].join('\n');
}
