import { type Dirent, readdirSync, rmSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { joinPath } from '../paths.js';

/** Name of a module's bytecode; what pytest rewrote has its version behind the tag. */
const bytecode = /^(.+?)\.(?:cpython|pypy|graalpy)-?\d.*\.pyc$/;

/**
 * Milliseconds by which bytecode must be younger than its source. A file may be saved again after Python has read it
 * and before it has written the bytecode; and some file systems count in steps of two seconds.
 */
const margin = 2000;

const passedOver = /^(?:\..*|node_modules|site-packages)$/;

/** Where tasks put their reports, a folder for each: nobody imports one, and looking takes longer than all else. */
const reports = 'dist/reports';

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** When a file was last changed in any way. Windows keeps no such time, but that of the last write. */
function changeTime({ ctimeMs, mtimeMs }: Stats): number {
  return process.platform === 'win32' ? mtimeMs : ctimeMs;
}

function removeOld(folder: string): void {
  const kept = join(folder, '__pycache__');
  for (const { name } of entriesOf(kept)) {
    const [, stem] = bytecode.exec(name) ?? [];
    if (stem === undefined) continue;
    const source = statSync(join(folder, `${stem}.py`), { throwIfNoEntry: false });
    const made = statSync(join(kept, name), { throwIfNoEntry: false });
    if (source && made && changeTime(source) + margin > made.mtimeMs)
      rmSync(join(kept, name), { force: true });
  }
}

/**
 * Removes the bytecode of modules that changed since it was written, in some projects and in all folders that belong
 * to no project. Python takes bytecode for a module's own if the source has the same size and was written in the same
 * second: a quick second edit, or a copy that keeps times, would run the code from before.
 *
 * @param projects - folders of all projects, relative to the workspace root
 * @param wanted - folders of those whose modules are about to be imported
 */
export function removeOldBytecode(
  workspaceRoot: string,
  projects: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
): void {
  const open = ['.', ...wanted];
  const done = new Set<string>();
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    if (done.has(folder)) continue;
    done.add(folder);
    const entries = entriesOf(join(workspaceRoot, folder));
    if (entries.some(({ name }) => name === 'pyvenv.cfg')) continue;
    for (const entry of entries) {
      if (!entry.isDirectory() || passedOver.test(entry.name)) continue;
      const path = joinPath(folder, entry.name);
      if (entry.name === '__pycache__') removeOld(join(workspaceRoot, folder));
      else if (path !== reports && !projects.has(path)) open.push(path);
    }
  }
}
