import { parseArgs } from 'node:util';

const options = {
  projects: { type: 'string' },
  runs: { type: 'string', default: '5' },
  seed: { type: 'string', default: '1' },
  only: { type: 'string' },
  before: { type: 'string' },
  out: { type: 'string' },
  docs: { type: 'boolean', default: false },
  processes: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

export const usage = `Usage: npm run bench -- [scenario…] [options]
       npm run bench -- cache [options]       cache servers, side by side
       npm run bench -- verify [options]      what verified inputs cost
       npm run bench -- audit [options]       the audit of a workspace, advisories at hand
       npm run bench -- native [options]      an extension in C with sccache, cold and in another checkout
       npm run bench -- import-heavy [scenario…] [options]   projects on pandas, SQLAlchemy, FastAPI, pydantic
       npm run bench -- promise [options]     what the product promises, before and after

  --projects N   projects in the workspace (default 50, import-heavy: 16; at least 2)
  --runs N       rounds of each scenario (default 5, at most 7; audit, native, verify, promise: 99)
  --seed N       seed of the generated workspace (default 1)
  --only A,B     these contenders only
  --before REV   cache: our own server as it was at a commit, too
  --processes    tell what takes the processor time, process by process; the times are not to be believed then
  --out FILE     write all results as JSON
  --docs         write the figures into docs/benchmarks.md and docs/benchmarks.svg
`;

function wholeNumber(name, text, least, most = Number.POSITIVE_INFINITY) {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const range = Number.isFinite(most) ? `from ${least} to ${most}` : `of at least ${least}`;
  throw new Error(`--${name} must be a whole number ${range}, not "${text}".`);
}

/**
 * Reads the command line.
 *
 * @param {string[]} args
 * @param {{scenarios: string[], contenders: string[], mostRuns: number, projects?: number}} known
 */
export function parseArguments(args, known) {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.processes && values.docs)
    throw new Error('--processes takes time itself: not with --docs.');
  const only = values.only?.split(',') ?? known.contenders;
  for (const [kind, given, list] of [
    ['scenario', positionals, known.scenarios],
    ['contender', only, known.contenders],
  ]) {
    const unknown = given.find((id) => !list.includes(id));
    if (unknown) throw new Error(`There is no ${kind} "${unknown}": ${list.join(', ')}.`);
  }
  return {
    scenarios: positionals.length > 0 ? positionals : known.scenarios,
    only,
    projects: wholeNumber('projects', values.projects ?? known.projects ?? 50, 2),
    runs: wholeNumber('runs', values.runs, 1, known.mostRuns),
    seed: wholeNumber('seed', values.seed, 0),
    before: values.before,
    out: values.out,
    docs: values.docs,
    processes: values.processes,
    help: values.help,
  };
}
