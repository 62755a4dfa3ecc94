import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignalError } from '../errors.js';
import { gitFiles } from '../process/git-files.js';
import { runProcess } from '../process/run-process.js';
import { commandHere } from '../program-command.js';

/** Lines that were added or changed, 1-based, by files from the workspace root. */
export type ChangedLines = ReadonlyMap<string, ReadonlySet<number>>;

/** The name behind `+++ `: git quotes what is unusual as C does. */
function nameIn(header: string): string | undefined {
  const quoted = /^"b\/(.*)"$/.exec(header)?.[1];
  const plain = /^b\/(.*?)\t?$/.exec(header)?.[1];
  return quoted === undefined ? plain : quoted.replace(/\\(["\\])/g, '$1');
}

/** Reads what `git diff --unified=0` prints. */
export function parseDiff(text: string): Map<string, Set<number>> {
  const changed = new Map<string, Set<number>>();
  let lines: Set<number> | undefined;
  let left = 0;
  for (const line of text.split('\n')) {
    const hunk = left > 0 ? undefined : /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk) {
      const [, removed = '1', start = '1', added = '1'] = hunk;
      left = Number(removed) + Number(added);
      for (let offset = 0; offset < Number(added); offset++) lines?.add(Number(start) + offset);
    } else if (left > 0) {
      // A line of the files themselves may look like a header.
      if (/^[-+]/.test(line)) left--;
    } else if (line.startsWith('+++ ')) {
      const name = nameIn(line.slice(4));
      lines = name === undefined ? undefined : new Set();
      if (name !== undefined && lines) changed.set(name, lines);
    }
  }
  return changed;
}

async function git(root: string, args: readonly string[]): Promise<string | undefined> {
  const result = await runProcess({
    command: 'git',
    args: ['-c', 'core.quotePath=false', ...args],
    cwd: root,
    timeout: 60_000,
  });
  return result.exitCode === 0 ? result.output : undefined;
}

function baseUnknown(base: string): SignalError {
  return new SignalError({
    code: 'BASE_UNKNOWN',
    message: `git finds no common ancestor of ${base} and the current commit.`,
    hint: `name another base, as in \`${commandHere('nx-signal')} coverage origin/main\`, or fetch it: \`git fetch --unshallow origin main\`.`,
  });
}

/**
 * Lines that differ between the base and the files as they are now, committed or not.
 *
 * @param base - a commit or a branch; what it has got since the two parted does not count
 * @throws SignalError BASE_UNKNOWN
 */
export async function changedLines(root: string, base: string): Promise<ChangedLines> {
  const parted = await git(root, ['merge-base', '--', base, 'HEAD']);
  if (parted === undefined) throw baseUnknown(base);
  const options = ['--unified=0', '--relative', '--no-color', '--no-ext-diff', '--find-renames'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/'];
  const diff = await git(root, ['diff', ...options, ...prefixes, parted.trim(), '--', '.']);
  if (diff === undefined) throw baseUnknown(base);
  const changed = parseDiff(diff);
  for (const file of (await gitFiles(root, ['--others', '--', '*.py'])) ?? []) {
    const count = readFileSync(join(root, file), 'utf8').split('\n').length;
    changed.set(file, new Set(Array.from({ length: count }, (_, index) => index + 1)));
  }
  return changed;
}
