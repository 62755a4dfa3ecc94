import { availableParallelism } from 'node:os';
import { parentArguments } from '../process/parent-arguments.js';

/** What Nx was told about a run, as far as it concerns a batch: Nx itself does not pass it on. */
export interface RunSettings {
  /** How many tools may be busy at once. */
  limit: number;
  /** Whether the run stops at its first failure. */
  bail: boolean;
}

/** Where settings of a run can stand, the first winning. */
export interface SettingSources {
  /** Nx's command line. */
  argv: readonly string[];
  /** The environment, with `NX_PARALLEL` and `NX_BAIL`. */
  variables: NodeJS.ProcessEnv;
  /** `parallel` of nx.json. */
  configured?: number | boolean | string | undefined;
}

/** A number of processes or a share of the cores; undefined when the text is neither. */
function parseCount(text: string, cores: number): number | undefined {
  if (text === 'false') return 1;
  const percent = /^(\d+)%$/.exec(text)?.[1];
  if (percent) return Math.max(1, Math.floor((cores * Number(percent)) / 100));
  return /^\d+$/.test(text) ? Math.max(1, Number(text)) : undefined;
}

/** The value of `--parallel`; undefined when it is not on the command line. */
function parallelArgument(argv: readonly string[]): string | undefined {
  for (const [index, argument] of argv.entries()) {
    const value = /^--parallel(?:=(.*))?$/.exec(argument);
    if (value) return value[1] ?? argv[index + 1] ?? '';
  }
  return undefined;
}

function isBail({ argv, variables }: SettingSources): boolean {
  const value = argv.findLast((argument) => /^--(?:nxBail|nx-bail)(?:=|$)/.test(argument));
  return value === undefined ? variables['NX_BAIL'] === 'true' : !value.endsWith('=false');
}

/**
 * Settings of a run. Its limit is what Nx was told, but no more than there are cores; each tool keeps
 * about one of them busy.
 */
export function runSettings(
  sources: SettingSources,
  cores: number = availableParallelism(),
): RunSettings {
  const { argv, variables, configured } = sources;
  const told = parallelArgument(argv) ?? variables['NX_PARALLEL'] ?? String(configured ?? '');
  return {
    limit: Math.min(parseCount(told, cores) ?? cores, cores),
    bail: isBail(sources),
  };
}

/** Whether a run stores nothing, as with `--skip-nx-cache`. */
export function isWithoutCache({ argv, variables }: Omit<SettingSources, 'configured'>): boolean {
  const flag = argv.findLast((argument) =>
    /^--(?:skip-?nx-?cache|disable-?nx-?cache)(?:=|$)/i.test(argument),
  );
  if (flag !== undefined) return !flag.endsWith('=false');
  const names = ['NX_SKIP_NX_CACHE', 'NX_DISABLE_NX_CACHE'];
  return names.some((name) => variables[name] === 'true');
}

/** {@link isWithoutCache} of the run that this process is a worker of. */
export function skipsCache(): boolean {
  return isWithoutCache({ argv: parentArguments(), variables: process.env });
}

/** Settings of the run that this process is a worker of. */
export function currentRunSettings(configured: SettingSources['configured']): RunSettings {
  return runSettings({ argv: parentArguments(), variables: process.env, configured });
}
