import { SignalError } from '../errors.js';
import { addCommand } from '../verify/add-command.js';
import { lockIn } from '../verify/packages.js';

/** What adds a tool to an environment, in the words of its manager. */
function howToAdd(tool: string, environment: string, root: string, manager: string): string {
  const lock = lockIn(root, environment);
  const folder = environment === '.' ? '' : ` --directory ${environment}`;
  if (lock === 'uv.lock') return `add it with \`uv add --dev ${tool}${folder}\`.`;
  const request = { distribution: tool, project: undefined, group: 'dev' };
  const place = { directory: environment, environment };
  if (lock !== undefined) {
    return `add it, then install: ${addCommand({ ...request, ...place, lock })}`;
  }
  switch (manager) {
    case 'Poetry':
      return `add it: ${addCommand({ ...request, ...place, lock: 'poetry.lock' })}`;
    case 'PDM':
      return `add it: ${addCommand({ ...request, ...place, lock: 'pdm.lock' })}`;
    case 'hatch':
      return `add it to the \`dependencies\` of [tool.hatch.envs.default].`;
    default:
      return `install it there: \`python -m pip install ${tool}\`.`;
  }
}

/** Which environment lacks a tool. */
export interface MissingTool {
  tool: string;
  /** Folder of the environment's lock, relative to the workspace root. */
  environment: string;
  root: string;
  /** Who keeps the environment. */
  manager: string;
}

/** The error for a tool that an environment does not have. */
export function toolMissing({ tool, environment, root, manager }: MissingTool): SignalError {
  return new SignalError({
    code: 'TOOL_MISSING',
    message: `${tool} is not installed in the environment of ${environment === '.' ? 'the workspace' : environment}.`,
    hint: howToAdd(tool, environment, root, manager),
  });
}
