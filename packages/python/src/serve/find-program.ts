import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { SignalError } from '../errors.js';
import { joinPath } from '../paths.js';
import { addCommand } from '../verify/add-command.js';
import { lockIn } from '../verify/packages.js';

/** Whose server is started, and where it runs. */
export interface ServedProject {
  /** Nx's id of the task. */
  id: string;
  root: string;
  /** Folder of the project, relative to the workspace root. */
  project: string;
  /** Folder of the environment's lock, relative to the workspace root. */
  environment: string;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** What makes a program be there. */
function howToHave(program: string, { root, project, environment }: ServedProject): string {
  if (/^\w+=/.test(program))
    return "no shell runs the command; set variables in the shell that starts Nx, or in the project's .env file.";
  const command = 'correct `serve` in [tool.nx-signal]';
  if (/[\\/]/.test(program)) return `${command}: paths are relative to the project's folder.`;
  const lock = lockIn(root, environment);
  if (lock === undefined)
    return `install the package that provides it into that environment; or ${command}.`;
  const request = { distribution: program, project: undefined, group: undefined, lock };
  const add = addCommand({ ...request, directory: project, environment: project });
  return `declare the package that provides it (\`${add}\` if it has the same name); or ${command}.`;
}

/**
 * The executable that a server's command means: that of a path from the project's folder, or the first on PATH.
 *
 * @param variables - those that the server gets
 * @throws SignalError PROGRAM_MISSING
 */
export function findProgram(
  program: string,
  served: ServedProject,
  variables: NodeJS.ProcessEnv,
): string {
  const { id, root, project } = served;
  const folder = join(root, project);
  const path = Object.entries(variables).find(([name]) => name.toUpperCase() === 'PATH')?.[1];
  const folders = /[\\/]/.test(program) ? ['.'] : (path ?? '').split(delimiter).filter(Boolean);
  const names = process.platform === 'win32' ? [`${program}.exe`, program] : [program];
  const found = folders
    .flatMap((one) => names.map((name) => resolve(folder, one, name)))
    .find(isProgram);
  if (found !== undefined) return found;
  throw new SignalError({
    code: 'PROGRAM_MISSING',
    message: `${program}, which ${id} starts, is neither in the environment of ${project} nor on PATH.`,
    place: { file: joinPath(project, 'pyproject.toml'), key: 'tool.nx-signal.serve' },
    hint: howToHave(program, served),
  });
}
