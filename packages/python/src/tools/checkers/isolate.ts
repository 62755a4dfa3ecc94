import { delimiter, dirname, join } from 'node:path';
import type { ToolWorkspace } from '../tool-task.js';

/** Variables that are settings of a checker or choose another environment: no hash knows of them. */
const settings = /^(?:TY|PYREFLY|PYRIGHT_PYTHON|BASEDPYRIGHT)_|^(?:VIRTUAL_ENV|CONDA_PREFIX)$/;

/** Where pyright from PyPI keeps what it downloads. */
const places = /_(?:CACHE|ENV)_DIR$/;

/**
 * The variables a checker runs with. Siblings are found by their source folders, as mypy finds them;
 * flat ones, whose folder also holds tests, through the environment, in which they are installed.
 */
export function checkerEnvironment(
  { root, sourceFolders }: ToolWorkspace,
  variables: NodeJS.ProcessEnv = process.env,
): Record<string, string | undefined> {
  const unset = Object.keys(variables).filter((name) => settings.test(name) && !places.test(name));
  const folders = sourceFolders.map((path) => join(root, path)).join(delimiter);
  return {
    ...Object.fromEntries(unset.map((name) => [name, undefined])),
    PYTHONPATH: folders || undefined,
  };
}

/** The same for a program of Node, which is then found wherever Nx itself runs. */
export function nodeEnvironment(
  workspace: ToolWorkspace,
  variables: NodeJS.ProcessEnv = process.env,
): Record<string, string | undefined> {
  const path = [dirname(process.execPath), variables['PATH']].filter(Boolean).join(delimiter);
  return { ...checkerEnvironment(workspace, variables), PATH: path };
}
