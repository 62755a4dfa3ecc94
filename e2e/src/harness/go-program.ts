import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

/** A program of a Go module, built when it is missing, in some minutes: its path. */
export async function installGoProgram(
  module: string,
  version: string,
  name: string,
): Promise<string> {
  const folder = join(repository, '.cache', `${name}-${version}`);
  const program = join(folder, name);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  await execa('go', ['install', `${module}@v${version}`], { env: { GOBIN: folder }, cwd: folder });
  return program;
}
