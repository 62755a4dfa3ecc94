/** The files that the scanner is compared on: the standard library and a large environment. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packages = [
  'django sqlalchemy pandas sympy networkx setuptools sphinx scikit-learn babel mypy pytest',
  'fastapi hypothesis black ipython',
].flatMap((line) => line.split(' '));

/**
 * Makes the environment unless it is there, and lists the Python files of both.
 *
 * @param {string} directory where the environment lives
 */
export function pythonFiles(directory) {
  const stamp = join(directory, 'packages.txt');
  const environment = join(directory, 'venv');
  const python = join(environment, 'bin', 'python');
  if (!existsSync(stamp)) {
    execFileSync('python3', ['-m', 'venv', environment], { stdio: 'inherit' });
    const options = ['--quiet', '--no-compile', '--only-binary', ':all:'];
    execFileSync(python, ['-m', 'pip', 'install', ...options, ...packages], { stdio: 'inherit' });
    writeFileSync(stamp, `${packages.join('\n')}\n`);
  }
  const code = "import sysconfig as s; print(s.get_path('stdlib')); print(s.get_path('purelib'))";
  const [library, installed] = execFileSync(python, ['-c', code], { encoding: 'utf8' }).split('\n');
  return [...filesBelow(library), ...filesBelow(installed)];
}

function filesBelow(directory) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return entry.name === 'site-packages' ? [] : filesBelow(path);
    return entry.isFile() && /\.pyi?$/.test(entry.name) ? [path] : [];
  });
}
