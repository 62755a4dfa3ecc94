import { readFileSync } from 'node:fs';

/** What can be chosen. What `preset` gets is written from its schema. */
export interface Choices {
  kind: string[];
  ci: string[];
  typeChecker: string[];
}

export const choices: Choices = {
  ...JSON.parse(readFileSync(new URL('../choices.json', import.meta.url), 'utf8')),
  // Providers of the generator `ci`, and none of them.
  ci: ['github', 'gitlab', 'none'],
};

/** A question with a list of answers. */
export type Choice = keyof Choices;
