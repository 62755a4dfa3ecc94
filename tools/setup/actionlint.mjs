import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from './run.mjs';

const version = '1.7.12';
const folder = join(repository, '.cache', `actionlint-${version}`);

/**
 * actionlint, which checks workflows of GitHub: built from its Go module when it is absent.
 *
 * @returns the path of the program
 */
export function installActionlint() {
  const program = join(folder, process.platform === 'win32' ? 'actionlint.exe' : 'actionlint');
  if (existsSync(program)) return program;
  console.log('Installing actionlint …');
  const module = `github.com/rhysd/actionlint/cmd/actionlint@v${version}`;
  run('go', ['install', module], { env: { GOBIN: folder } });
  return program;
}
