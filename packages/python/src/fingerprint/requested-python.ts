import { satisfies, validRange } from '@renovatebot/pep440';
import { type ErrorPlace, SignalError } from '../errors.js';
import { type Pyproject, valueAt } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';

/** Above the last release of any line of CPython. */
const patches = 60;

/** Whether a version of Python, of which the last part may be open, is one that a specifier lets in. */
export function isAllowed(python: string, specifier: string): boolean {
  // uv says what is wrong with it.
  if (!validRange(specifier)) return true;
  const isWhole = python.split('.').length === 3;
  const releases = isWhole
    ? [python]
    : Array.from({ length: patches }, (_, patch) => `${python}.${patch}`);
  return releases.some((release) => satisfies(release, specifier));
}

function requiredBy({ data }: Pyproject): string | undefined {
  const required = valueAt(data, 'project.requires-python');
  return typeof required === 'string' && required.trim() !== '' ? required : undefined;
}

/**
 * Why tests cannot run on a version of Python; undefined where they can, if it is on the machine.
 *
 * @param manifests - of all that share the lock: uv makes an environment only of what all of them let in
 * @param isLockedByUv - no other environment is one that can be made here
 * @param place - where the version is asked for
 */
export function pythonError(
  python: string,
  manifests: readonly Pyproject[],
  isLockedByUv: boolean,
  place: ErrorPlace,
): SignalError | undefined {
  if (!isLockedByUv)
    return new SignalError({
      code: 'PYTHON_UNSUITABLE',
      message: `\`pythons\` asks for Python ${python}, but without a uv.lock there is nothing to create its environment from.`,
      place,
      hint: 'run `uv lock`, or remove `pythons`.',
    });
  for (const manifest of manifests) {
    const required = requiredBy(manifest);
    if (required === undefined || isAllowed(python, required)) continue;
    const key = 'project.requires-python';
    return new SignalError({
      code: 'PYTHON_UNSUITABLE',
      message: `\`pythons\` asks for Python ${python}, which requires-python of ${manifest.file} excludes: ${required}.`,
      place,
      hint: `remove ${python} from \`pythons\`, or change requires-python in ${manifest.file}:${lineOfKey(manifest.text, key) ?? 1}.`,
    });
  }
  return undefined;
}
