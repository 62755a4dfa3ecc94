import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestText } from '../lock/digest.js';
import { lockNames } from '../lock/read-locks.js';
import { normalizeName } from '../normalize-name.js';
import { textIn } from '../project/text-in.js';
import { readInstalled } from './distributions.js';
import { locateEnvironment } from './kept-environment.js';
import { environmentPath } from './locate.js';
import { sitePackages } from './site-packages.js';

/** Lines of a RECORD that say the same wherever a package is installed. */
function contentsOf(record: string): string {
  const isOwn = (line: string) => !/^\.\.\/|\.dist-info\/|__pycache__\/|\.pth,/.test(line);
  return digestText(record.split(/\r?\n/).filter(isOwn).join('\n'));
}

/**
 * The lock that decides what an environment holds, or else what it holds. The command that targets name
 * as an input says the same in the words of the shell.
 *
 * @param program - the only distribution that matters, where that is so
 * @param isBeside - tell both
 */
export async function identifyInstalled(
  workspaceRoot: string,
  environment: string,
  program?: string,
  isBeside = false,
): Promise<string> {
  const lock = lockNames
    .map((name) => join(workspaceRoot, environment, name))
    .find((file) => existsSync(file));
  const locked = lock === undefined ? '' : readFileSync(lock, 'utf8');
  if (lock !== undefined && !isBeside) return locked;
  const folder = lock?.endsWith('uv.lock')
    ? environmentPath(workspaceRoot, environment)
    : await locateEnvironment(workspaceRoot, environment);
  const packages = folder === undefined ? undefined : sitePackages(folder);
  if (packages === undefined) return locked;
  const installed = readInstalled(packages).filter(
    ({ name }) => program === undefined || name === normalizeName(program),
  );
  const lines = installed.map(({ info, origin }) => {
    if (program !== undefined) return info;
    const record = contentsOf(textIn(join(packages, info), 'RECORD') ?? '');
    const from = JSON.stringify(origin ?? '').replaceAll(workspaceRoot, '.');
    return `${info} ${record} ${from}`;
  });
  return locked + lines.sort().join('\n');
}
