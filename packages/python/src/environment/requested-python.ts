import { SignalError } from '../errors.js';
import { runProcess } from '../process/run-process.js';
import type { EnvironmentRequest } from './ensure-environment.js';
import { identifyInterpreter, noInterpreter, pythonFolder } from './identify-interpreter.js';
import { uvMissing } from './uv-errors.js';

/** Why uv finds no such Python: in its own words, or there is no uv. */
async function missingPython(folder: string, python: string): Promise<SignalError> {
  const args = ['python', 'find', '--system', python];
  const { output, startError } = await runProcess({
    command: 'uv',
    args,
    cwd: folder,
    timeout: 10_000,
  });
  if (startError) return uvMissing();
  return new SignalError({
    code: 'PYTHON_UNSUITABLE',
    message: `\`pythons\` asks for Python ${python}, which is not on this machine.\n${output.trim()}`,
    hint: `install it with \`uv python install ${python}\`, or remove it from \`pythons\`.`,
  });
}

/**
 * The request for the environment of tests that run on a version of Python. It is one that is there, so that the
 * hash holds which: nothing is downloaded.
 *
 * @throws SignalError PYTHON_UNSUITABLE where there is none, UV_MISSING
 */
export async function onPython(
  request: EnvironmentRequest,
  python: string,
): Promise<EnvironmentRequest> {
  const { workspaceRoot, environment } = request;
  const found = await identifyInterpreter(workspaceRoot, environment, python);
  if (found === noInterpreter) throw await missingPython(`${workspaceRoot}/${environment}`, python);
  return {
    ...request,
    folder: pythonFolder(workspaceRoot, environment, python),
    // Of a release candidate only uv's own answer says enough.
    python: /^\d+\.\d+\.\d+$/.test(found) ? found : python,
    asked: python,
  };
}
