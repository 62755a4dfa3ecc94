import type { TestKind } from '../../options/names.js';
import { directoryOf } from '../../paths.js';

/** The folder of each kind that this plugin recommends. */
export const usualFolders: Readonly<Record<TestKind, string>> = {
  'test:unit': 'tests/unit',
  'test:integration': 'tests/integration',
  'test:contract': 'tests/contract',
};

/** What folders of each kind are called, below `tests`, or with `tests` before or behind it. */
const words: Readonly<Record<TestKind, readonly string[]>> = {
  'test:unit': ['unit'],
  'test:integration': [
    ...['integration', 'functional', 'system', 'acceptance'],
    ...['e2e', 'end2end', 'end_to_end', 'endtoend'],
  ],
  'test:contract': ['contract'],
};

const kinds = Object.entries(words) as [TestKind, readonly string[]][];

/** Tests even at the top of a project and without that word: what else would hold files of tests there? */
const alone: readonly string[] = ['e2e', 'end2end', 'end_to_end', 'functional', 'integration'];

/**
 * The kind of the tests in a folder, by the names that are usual for one: `tests/functional`,
 * `integration_tests`, `e2e`. Undefined for any other folder.
 */
export function folderKind(folder: string): TestKind | undefined {
  const name = folder.slice(folder.lastIndexOf('/') + 1).replaceAll('-', '_');
  const word = name.replace(/^tests?_|_?tests?$/, '');
  const parent = directoryOf(folder);
  const isNamed = word !== name;
  const isBelowTests = /(^|\/)tests?$/.test(parent);
  const isAlone = parent === '.' && alone.includes(word);
  if (!isNamed && !isBelowTests && !isAlone) return undefined;
  return kinds.find(([, names]) => names.includes(word))?.[0];
}
