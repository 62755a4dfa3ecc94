import { join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

/** The node executable of a major version, installed when it is missing. */
export async function nodeOf(major: number): Promise<string> {
  const script = join(repository, 'tools', 'setup', 'install-node.mjs');
  return (await execa(process.execPath, [script, String(major)])).stdout;
}
