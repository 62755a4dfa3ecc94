import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/nx-signal-now.js', import.meta.url));

/**
 * The program that asks as `nx-signal now` does, with what starts it. Where the system tells a process its variables
 * the engine answers it without Node; anywhere else it is Node that runs it.
 */
export const nowProgram: readonly [string, string] =
  process.platform === 'linux' ? ['/bin/sh', program] : [process.execPath, program];
