import { parseArgs } from 'node:util';

const options = {
  from: { type: 'string' },
  plugin: { type: 'string' },
  before: { type: 'string' },
  keep: { type: 'boolean', default: false },
  graph: { type: 'boolean', default: false },
  docs: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

export const usage = `Usage: npm run adoption -- [repository…] [options]

  --from DIR     folder with the git directories, each as owner+name (default .cache/adoption/git);
                 one that is absent is cloned from GitHub
  --plugin FILE  a packed plugin other than the one of this checkout
  --before FILE  the graph and the selection of an earlier packed plugin, to compare with
  --graph        the graph and the selection alone: no task is run
  --keep         leave the checkouts where they are
  --docs         write what was measured into docs/adoption.md
`;

/**
 * Reads the command line.
 *
 * @param {string[]} args
 * @param {string[]} known names of the repositories
 */
export function parseArguments(args, known) {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown) throw new Error(`There is no repository "${unknown}": ${known.join(', ')}.`);
  const named = positionals.length > 0 ? positionals : known;
  return { ...values, names: values.docs && positionals.length === 0 ? [] : named };
}
