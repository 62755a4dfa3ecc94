import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { pythonFile } from '../python-file.js';

/** What mypy is told of a file whose times, number and size are given, with these folders of kept modules. */
function seenWith(...folders: string[]): [time: number, size: number][] {
  const program = `
import json, os, stat, sys
sys.path.insert(0, sys.argv[1])
from nx_signal_types.files import mark_of, seen

class Found:
    st_mode, st_size, st_mtime_ns, st_ctime_ns, st_ino = stat.S_IFREG, 90, 1, 1, 7
    def __getitem__(self, index):
        return (stat.S_IFREG, 7, 1, 1, 0, 0)[index]

found = [seen("package/__init__.py", Found(), mark_of(folder)) for folder in sys.argv[2:]]
print(json.dumps([[one.st_mtime, one.st_size] for one in found]))
`;
  const place = dirname(pythonFile('nx_signal_mypy.py'));
  const output = execFileSync('python3', ['-c', program, place, ...folders], { encoding: 'utf8' });
  return JSON.parse(output);
}

describe('a file with the times, number and size of another one', () => {
  it('is the same beside the same kept modules, and told by its contents beside a copy of them', () => {
    const root = temporaryFolder({ 'mypy/any': '' });
    const [kept, copy] = [join(root, 'mypy'), join(root, 'copy')];
    const [before] = seenWith(kept);
    cpSync(kept, copy, { recursive: true, preserveTimestamps: true });
    const [again, there] = seenWith(kept, copy);
    expect(again).toEqual(before);
    // The size decides before the contents are looked at: it stays.
    expect(there?.[1]).toBe(before?.[1]);
    expect(there?.[0]).not.toBe(before?.[0]);
  });

  it('is told by its contents where no mark can be kept', () => {
    const nowhere = join(temporaryFolder({ file: '' }), 'file');
    const [one, other] = seenWith(nowhere, nowhere);
    expect(one?.[0]).not.toBe(other?.[0]);
  });
});
