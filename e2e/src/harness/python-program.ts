import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

/** A program from PyPI, installed when it is missing: its path. */
export async function installPythonProgram(
  distribution: string,
  version: string,
  name: string,
): Promise<string> {
  const script = join(repository, 'tools', 'setup', 'install-python-program.mjs');
  return (await execa(process.execPath, [script, distribution, version, name])).stdout;
}
