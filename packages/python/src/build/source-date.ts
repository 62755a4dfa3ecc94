import { commitTimeArguments, dateVariable } from '../fingerprint/build-inputs.js';
import type { SourceDate } from '../options/names.js';
import { runProcess } from '../process/run-process.js';

/**
 * 2020-02-02, as hatchling has it: wheels know nothing before 1980, and the time of the last commit would make two
 * builds of the same files differ.
 */
export const fixedDate = 1_580_601_600;

/**
 * The date of everything that is built, in seconds since 1970. All that decides it is in the hash.
 *
 * @param directory - folder of the project, relative to the workspace root
 */
export async function sourceDateOf(
  workspaceRoot: string,
  directory: string,
  choice: SourceDate = 'fixed',
  variables: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  const given = variables[dateVariable];
  if (given !== undefined && /^\d+$/.test(given)) return Number(given);
  if (choice === 'fixed') return fixedDate;
  const { exitCode, output } = await runProcess({
    command: 'git',
    args: commitTimeArguments(directory),
    cwd: workspaceRoot,
    timeout: 60_000,
  });
  const time = Number(output.trim());
  return exitCode === 0 && time > 0 ? time : fixedDate;
}
