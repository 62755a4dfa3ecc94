import type { SignalReport } from './schema.js';
import type { TargetsOf } from './target-facts.js';
import { readTaskReport } from './task-reports.js';

const suites = /<testsuites\b([^>]*)>([\s\S]*)<\/testsuites>/;

/** Text as the value of an attribute. */
function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The suites of one file, each with the name of its task: pytest calls all of them alike. */
function suitesOf(id: string, text: string): string {
  const inner = (suites.exec(text)?.[2] ?? '').trim();
  return inner.replace(/^<testsuite\b([^>]*?)\bname="[^"]*"/, (_match, before: string) => {
    return `<testsuite${before}name="${attribute(id)}"`;
  });
}

/** The tests of a run in one JUnit file: of the tasks that ran, and of those that were replayed. */
export function mergedJunit(report: SignalReport, targetsOf: TargetsOf, root: string): string {
  const parts = report.tasks.flatMap((task) => {
    if (task.tool !== 'pytest') return [];
    const text = readTaskReport('junit.xml', task, targetsOf, root);
    return text === undefined ? [] : [suitesOf(task.id, text)];
  });
  const name = attribute(report.run.command ?? 'nx');
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<testsuites name="${name}">`,
    ...parts,
    '</testsuites>',
    '',
  ].join('\n');
}
