import { delimiter, dirname } from 'node:path';
import { executableIn } from '../environment/locate.js';
import { inheritedEnvironment } from '../process/run-process.js';

/**
 * The variables of a server: an activated environment, as its `activate` would make it, and output that is shown
 * when it is printed.
 *
 * @param folder - of the environment
 */
export function serverVariables(
  folder: string,
  variables: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const { PYTHONHOME: _others, ...kept } = inheritedEnvironment(variables);
  // Windows writes it in its own way.
  const path = Object.keys(kept).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const programs = dirname(executableIn(folder, 'python'));
  return {
    PYTHONUNBUFFERED: '1',
    ...kept,
    VIRTUAL_ENV: folder,
    [path]: [programs, kept[path]].filter(Boolean).join(delimiter),
  };
}
