import { wordTable } from '../arguments/word-tables.js';
import { sortWords } from '../arguments/words.js';
import { nearestKey } from '../options/nearest-key.js';
import type { StepResult, ToolTask } from './tool-task.js';

/** What tools say about an option that they do not know. */
const unknown =
  /(?:unrecognized arguments?|unexpected argument|unknown (?:option|argument)|no such option|Option not found)/i;

/** Options of ours that can be typed beside those of a tool. */
const own = ['args', 'timeout', 'markers', 'verifyInputs'];

/** The text of a task whose tool knows no such option, with the nearest that there is. */
export function withNearestOption(result: StepResult, { options }: ToolTask): StepResult {
  if (result.success || !options.isTyped || !unknown.test(result.output)) return result;
  const table = wordTable(options);
  const all = [...own, ...table.values, ...(table.flags ?? []), ...table.known];
  const known = all.filter((one) => one.length > 1);
  const { options: given } = sortWords(options.args ?? [], { table, isPath: () => false });
  const hints = given
    .map(({ name }) => name)
    .filter((name) => name.length > 1 && !known.includes(name) && result.output.includes(name))
    .flatMap((name) => {
      const nearest = nearestKey(name, known);
      return nearest ? [`hint: there is no --${name}; did you mean --${nearest}?\n`] : [];
    });
  return hints.length > 0 ? { ...result, output: `${result.output}\n${hints.join('')}` } : result;
}
