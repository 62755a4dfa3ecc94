import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

/** The node executable of a major version, from the npm package of that name. */
export async function nodeOf(major: number): Promise<string> {
  const folder = join(repository, '.cache', `node-${major}`);
  const executable = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(executable)) return executable;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  // Its install script puts the platform's executable in place.
  await execa(
    'npm',
    ['install', '--no-audit', '--no-fund', '--foreground-scripts', `node@${major}`],
    { cwd: folder },
  );
  return executable;
}
