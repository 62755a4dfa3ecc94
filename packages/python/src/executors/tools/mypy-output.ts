import { posix } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const located = /^(.+?):\d+(?::\d+){0,3}: (error|note|warning): /;
const summary = /^Found (\d+) errors? in \d+ files? \(checked (\d+) source files?\)/;

/** The findings of one project out of what mypy printed. */
export interface MypyReport {
  success: boolean;
  output: string;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

/**
 * Keeps the lines about a project's own files. Mypy follows imports into sibling projects and
 * reports what it finds there, too; those findings belong to the siblings' own tasks.
 *
 * @param text - mypy's output in the form `path:line: severity: message`
 * @param isOwn - whether a path (as mypy printed it, with forward slashes) is the project's
 */
export function reportForProject(text: string, isOwn: (path: string) => boolean): MypyReport {
  const lines = text.split('\n');
  const plain = lines.map(stripVTControlCharacters);
  const total = plain.map((line) => summary.exec(line)).find(Boolean);
  // No such summary: a success, or an error that ended mypy before it had checked anything.
  if (!total) return { success: plain.some((line) => line.startsWith('Success:')), output: text };
  const kept: string[] = [];
  const files = new Set<string>();
  let errors = 0;
  let siblingErrors = 0;
  for (const [index, line] of plain.entries()) {
    const match = located.exec(line);
    const path = match?.[1] && posix.normalize(match[1].replaceAll('\\', '/'));
    if (summary.test(line)) continue;
    if (path && !isOwn(path)) {
      if (match[2] === 'error') siblingErrors += 1;
      continue;
    }
    if (path && match[2] === 'error') {
      errors += 1;
      files.add(path);
    }
    kept.push(lines[index] ?? '');
  }
  // An error that no line places could be the project's own.
  if (errors === 0 && siblingErrors < Number(total[1])) return { success: false, output: text };
  const own = kept.join('\n').replace(/\n*$/, errors > 0 ? '\n' : '');
  const sources = count(Number(total[2]), 'source file');
  const end =
    errors > 0
      ? `Found ${count(errors, 'error')} in ${count(files.size, 'file')} (checked ${sources})\n`
      : `Success: no issues found in ${sources}\n`;
  return { success: errors === 0, output: own && errors === 0 ? `${own}\n${end}` : own + end };
}
