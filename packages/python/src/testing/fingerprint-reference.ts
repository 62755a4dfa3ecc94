import { readFileSync } from 'node:fs';

const source = new URL('../fingerprint/task-fingerprint.ts', import.meta.url);

const columns = {
  lint: 'LintFingerprint',
  typecheck: 'TypecheckFingerprint',
  tests: 'TestFingerprint',
  build: 'BuildFingerprint',
};

interface Described {
  parent: string | undefined;
  /** First sentence of each field's comment. */
  fields: string[];
}

function firstSentence(comment: string): string {
  const text = comment.replaceAll(/\s*\n\s*\* ?/g, ' ').trim();
  return text.replace(/(?<=[a-z`)])\. [A-Z][\s\S]*$|\.$/, '');
}

/** The interfaces of the file, in its order. */
function interfaces(): Map<string, Described> {
  const text = readFileSync(source, 'utf8');
  const found = new Map<string, Described>();
  for (const [, name = '', parent, body = ''] of text.matchAll(
    /^export interface (\w+)(?: extends (\w+))? \{\n([\s\S]*?)^\}/gm,
  )) {
    const fields = [...body.matchAll(/\/\*\*([\s\S]*?)\*\/\n\s*\w+\??:/g)];
    found.set(name, { parent, fields: fields.map(([, comment = '']) => firstSentence(comment)) });
  }
  return found;
}

function fieldsOf(name: string | undefined, all: Map<string, Described>): string[] {
  const described = all.get(name ?? '');
  return described ? [...fieldsOf(described.parent, all), ...described.fields] : [];
}

/** The table of what enters each kind of hash, made from the comments of its structure. */
export function fingerprintReference(): string {
  const all = interfaces();
  const kinds = Object.values(columns).map((name) => fieldsOf(name, all));
  const rows = [...new Set([...all.values()].flatMap(({ fields }) => fields))].map((field) =>
    ['', field, ...kinds.map((fields) => (fields.includes(field) ? '✓' : '')), '']
      .join(' | ')
      .trim(),
  );
  return [
    `| input | ${Object.keys(columns).join(' | ')} |`,
    `|---|${Object.keys(columns)
      .map(() => '---|')
      .join('')}`,
    ...rows.map((row) => row.replaceAll('|  |', '| |').replaceAll('|  |', '| |')),
  ].join('\n');
}

const marks = ['<!-- fingerprint -->', '<!-- /fingerprint -->'] as const;

/** A page with that table between its marks. */
export function withFingerprintReference(page: string): string {
  const [start, end] = marks.map((mark) => page.indexOf(mark));
  if (start === undefined || end === undefined || start < 0 || end < start)
    throw new Error(`the page lacks ${marks.join(' or ')}`);
  const before = page.slice(0, start + marks[0].length);
  return `${before}\n${fingerprintReference()}\n${page.slice(end)}`;
}
