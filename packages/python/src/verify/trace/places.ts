import { readFileSync, realpathSync } from 'node:fs';
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

/** The places that exceptions are about, for a task whose environment is there. */
export function placesOf(
  workspaceRoot: string,
  environment: string,
  output: string,
  variables: NodeJS.ProcessEnv = process.env,
): Places {
  const folder = realPath(environmentPath(workspaceRoot, environment, variables));
  return {
    workspace: realPath(workspaceRoot),
    environment: folder,
    interpreter: interpreterOf(folder),
    node: dirname(dirname(realPath(process.execPath))),
    plugin: realPath(fileURLToPath(new URL('../../..', import.meta.url))).replace(/\/$/, ''),
    data: realPath(dataFolder(workspaceRoot)),
    output: realPath(join(workspaceRoot, output)),
    cache: realPath(variables['XDG_CACHE_HOME'] || join(homedir(), '.cache')),
    home: realPath(homedir()),
    system: '/',
  };
}
