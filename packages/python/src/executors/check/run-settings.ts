import { availableParallelism } from 'node:os';

/** The variable that carries Nx's `--parallel` into the batch, which Nx itself does not tell. */
export const parallelVariable = 'NX_SIGNAL_PARALLEL';

/** Nx's `--parallel` out of a command line: a number, a percentage, or undefined when it is not set. */
export function parseParallel(argv: readonly string[], cores: number): number | undefined {
  for (const [index, argument] of argv.entries()) {
    const value = /^--parallel(?:=(.*))?$/.exec(argument);
    if (!value) continue;
    const text = value[1] ?? argv[index + 1] ?? '';
    if (text === 'false') return 1;
    const percent = /^(\d+)%$/.exec(text)?.[1];
    if (percent) return Math.max(1, Math.floor((cores * Number(percent)) / 100));
    return /^\d+$/.test(text) ? Math.max(1, Number(text)) : undefined;
  }
  return undefined;
}

/** How many tools run at once: what Nx was told, but no more than there are cores. */
export function parallelLimit(
  variables: NodeJS.ProcessEnv,
  cores: number = availableParallelism(),
): number {
  const wanted = Number(variables[parallelVariable] ?? cores);
  return Math.max(1, Math.min(Number.isInteger(wanted) ? wanted : cores, cores));
}

/** The variable that carries Nx's `--nxBail` into the batch. */
export const bailVariable = 'NX_SIGNAL_BAIL';

/** Whether a command line asks to stop at the first failure. */
export function parseBail(argv: readonly string[]): boolean {
  const value = argv.findLast((argument) => /^--(?:nxBail|nx-bail)(?:=|$)/.test(argument));
  return value !== undefined && !value.endsWith('=false');
}

/** Whether the run stops at the first failure. */
export function isBail(variables: NodeJS.ProcessEnv): boolean {
  return variables[bailVariable] === 'true';
}
