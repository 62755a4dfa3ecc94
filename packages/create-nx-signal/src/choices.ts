import { readFileSync } from 'node:fs';

/** What can be chosen; written from the schema of the generator `preset`, which gets the answers. */
export interface Choices {
  kind: string[];
  ci: string[];
  typeChecker: string[];
}

export const choices: Choices = JSON.parse(
  readFileSync(new URL('../choices.json', import.meta.url), 'utf8'),
);

/** A question with a list of answers. */
export type Choice = keyof Choices;
