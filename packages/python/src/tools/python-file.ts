import { fileURLToPath } from 'node:url';

/** Path of a Python file that is shipped with this package. */
export function pythonFile(name: string): string {
  return fileURLToPath(new URL(`../../python/${name}`, import.meta.url));
}
