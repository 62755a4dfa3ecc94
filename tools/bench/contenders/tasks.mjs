/** What every contender does for every project. */
export const kinds = ['lint', 'typecheck', 'test'];

/** `project:kind` for some projects and kinds. */
export function taskIds(projects, wanted = kinds) {
  return projects.flatMap((project) => wanted.map((kind) => `${project}:${kind}`));
}

/**
 * @typedef {object} Outcome what a contender did, out of its output
 * @property {string[]} ran tasks that ran, as `project:kind`
 * @property {string[]} cached tasks that were replayed
 * @property {number} [tests] how many tests passed, those in replayed output included; missing where no text is shown
 */

/** Adds up the tests in pytest's closing lines. */
export function countTests(output) {
  const found = output.matchAll(/(\d+) passed(?:, \d+ \w+)* in \d/g);
  return [...found].reduce((sum, [, count]) => sum + Number(count), 0);
}
