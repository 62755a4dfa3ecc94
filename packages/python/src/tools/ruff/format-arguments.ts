import { wordTable } from '../../arguments/word-tables.js';
import { sortWords } from '../../arguments/words.js';

/** Options of `ruff check` that `ruff format` has, too. */
const shared = new Set([
  ...[
    'diff',
    'n',
    'cache',
    'no-cache',
    'cache-dir',
    'respect-gitignore',
    'exclude',
    'force-exclude',
  ],
  ...[
    'line-length',
    'extension',
    'target-version',
    'preview',
    'isolated',
    'config',
    'output-format',
  ],
  ...['v', 'verbose', 'q', 'quiet', 's', 'silent', 'color', 'extend-exclude'],
]);

/** Those of the arguments for `ruff check` that are for `ruff format`, too: it refuses the others. */
export function formatArguments(args: readonly string[]): string[] {
  const table = wordTable({ kind: 'lint' });
  const kept: string[] = [];
  for (let at = 0; at < args.length; ) {
    const { options } = sortWords(args.slice(at, at + 2), { table, isPath: () => false });
    const [first] = options;
    const isWord = !/^-./.test(args[at] ?? '');
    // Its value is the next word, unless it stands in the same.
    const count = !isWord && options.length === 1 && first?.value === args[at + 1] ? 2 : 1;
    if (isWord || (first && shared.has(first.name))) kept.push(...args.slice(at, at + count));
    at += count;
  }
  return kept;
}
