import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataFolder } from '../../data-folder.js';
import { environmentPath } from '../../environment/locate.js';
import type { Places } from '../exceptions.js';

/** A path without links, as strace prints it; as it is where nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Where the interpreter of an environment is installed: above the folder that `home` names. */
function interpreterOf(environment: string): string {
  try {
    const text = readFileSync(join(environment, 'pyvenv.cfg'), 'utf8');
    const home = /^home\s*=\s*(.+)$/m.exec(text)?.[1];
    return home === undefined ? environment : dirname(realPath(home.trim()));
  } catch {
    return environment;
  }
}

/** The environment that a program was started from, if it is in one. */
function environmentOf(program: string | undefined): string | undefined {
  const folder = dirname(dirname(program ?? '/'));
  return existsSync(join(folder, 'pyvenv.cfg')) ? folder : undefined;
}

/**
 * The places that exceptions are about.
 *
 * @param task - the environment's folder and the outputs, relative to the root, and the tool that was started
 */
export function placesOf(
  workspaceRoot: string,
  task: { environment: string; output: string; program: string | undefined },
  variables: NodeJS.ProcessEnv = process.env,
): Places {
  const usual = () => environmentPath(workspaceRoot, task.environment, variables);
  const environment = realPath(environmentOf(task.program) ?? usual());
  return {
    workspace: realPath(workspaceRoot),
    environment,
    interpreter: interpreterOf(environment),
    node: dirname(dirname(realPath(process.execPath))),
    plugin: realPath(fileURLToPath(new URL('../../..', import.meta.url))).replace(/\/$/, ''),
    data: realPath(dataFolder(workspaceRoot)),
    output: realPath(join(workspaceRoot, task.output)),
    cache: realPath(variables['XDG_CACHE_HOME'] || join(homedir(), '.cache')),
    home: realPath(homedir()),
    system: '/',
  };
}
