import { isatty } from 'node:tty';
import { isNxHere } from './nx-process.js';
import { parentArguments } from './parent-arguments.js';

/** What decides whether a task can have the terminal. */
export interface TerminalFacts {
  /** Whether standard input and output of this process are a terminal. */
  input: boolean;
  output: boolean;
  variables: NodeJS.ProcessEnv;
  /** Nx's command line. */
  argv: readonly string[];
  platform: NodeJS.Platform;
}

/** Commands of Nx that show a list of tasks. */
const listing = new Set(['run-many', 'affected']);

/** Whether what this process prints is shown as it comes, with nobody else at the keys. */
function isShown({ variables, argv }: TerminalFacts): boolean {
  // Nx's own interface reads all keys, and draws over what is printed.
  if (variables['NX_TUI'] === 'true') return false;
  const option = argv.findLast((word) => /^--(?:output-style|outputStyle)=/.test(word));
  const style = option?.split('=')[1] ?? variables['NX_DEFAULT_OUTPUT_STYLE'] ?? '';
  if (style.includes('summary')) return false;
  // So does the list that it shows otherwise.
  const command = argv.slice(2).find((word) => !word.startsWith('-'));
  return !listing.has(command ?? '') || /^(?:static|stream)/.test(style);
}

/**
 * Whether the one task of this process can have the user's terminal. A batch has its input from there and prints
 * into a pipe that Nx shows; an executor of its own has a terminal of Nx's for both, or none.
 */
export function canHaveTerminal(isBatch: boolean, facts: TerminalFacts): boolean {
  if (facts.platform === 'win32' || !facts.input) return false;
  return isBatch ? isShown(facts) : facts.output;
}

/** {@link canHaveTerminal} of this process; never where all that is shown is the verdict. */
export function hasTerminal(isBatch: boolean): boolean {
  if (isNxHere()) return false;
  return canHaveTerminal(isBatch, {
    input: isatty(0),
    output: isatty(1),
    variables: process.env,
    argv: isatty(0) ? parentArguments() : [],
    platform: process.platform,
  });
}
