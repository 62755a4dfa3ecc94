import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';

/** What builds left in a folder of `dist`: hashes by the names of files. */
export function builtIn(root: string, project: string): Record<string, string> {
  const folder = join(root, 'dist', 'libs', project);
  const names = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const files = names.filter((entry) => entry.isFile()).map(({ name }) => name);
  return Object.fromEntries(
    files.sort().map((name) => {
      const content = readFileSync(join(folder, name));
      return [name, createHash('sha256').update(content).digest('hex')];
    }),
  );
}

/** Names of the wheels and sdists of pure distributions, sorted. */
export const distributionFiles = (names: readonly string[], version: string) =>
  names
    .flatMap((name) => [`${name}-${version}-py3-none-any.whl`, `${name}-${version}.tar.gz`])
    .sort();

/** Names of the files in a wheel or an sdist, sorted. */
export async function namesIn(archive: string): Promise<string[]> {
  const script = archive.endsWith('.whl')
    ? 'import sys, zipfile; print(*zipfile.ZipFile(sys.argv[1]).namelist(), sep="\\n")'
    : 'import sys, tarfile; print(*tarfile.open(sys.argv[1]).getnames(), sep="\\n")';
  const { stdout } = await execa('python3', ['-c', script, archive]);
  return stdout.split('\n').sort();
}

/** Installs into a new environment, with nothing else at hand, and runs a line of Python there. */
export async function installAndRun(
  folder: string,
  args: readonly string[],
  script: string,
): Promise<string> {
  const environment = join(folder, 'clean');
  const run = (command: string, words: readonly string[]) => execa(command, words, { cwd: folder });
  await run('uv', ['venv', '--quiet', '--clear', environment]);
  await run('uv', ['pip', 'install', '--quiet', '--python', environment, ...args]);
  return (await run(join(environment, 'bin', 'python'), ['-c', script])).stdout;
}
