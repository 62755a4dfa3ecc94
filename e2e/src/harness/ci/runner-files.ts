import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The files through which a step speaks to the runner, by their variables. */
const names = ['GITHUB_OUTPUT', 'GITHUB_ENV', 'GITHUB_STATE'] as const;

/** What a step has written into one of them. */
export type Written = Record<(typeof names)[number], Record<string, string>>;

/** Empties the files for the next step. Their variables. */
export function offerRunnerFiles(folder: string): Record<string, string> {
  const files = Object.fromEntries(names.map((name) => [name, join(folder, name)]));
  for (const file of Object.values(files)) writeFileSync(file, '');
  return files;
}

/** Reads what a step has written. */
export function takeRunnerFiles(folder: string): Written {
  const read = (name: string) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n').filter(Boolean);
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s, 2)));
  };
  return Object.fromEntries(names.map((name) => [name, read(name)])) as Written;
}

/** The log of a step as it is shown: commands to the runner are none of it, and secrets are hidden. */
export function shownLog(text: string, secrets: string[]): string {
  const lines = stripVTControlCharacters(text).split('\n');
  const shown = lines.filter((line) => {
    const [, secret] = /^::add-mask::(.+)$/.exec(line) ?? [];
    if (secret) secrets.push(secret);
    return !secret;
  });
  return secrets.reduce((log, secret) => log.replaceAll(secret, '***'), shown.join('\n'));
}
