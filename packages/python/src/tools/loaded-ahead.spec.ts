import { execFileSync } from 'node:child_process';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { pythonFile } from './python-file.js';

const files = {
  'site/one.py': 'NUMBER = 1\n',
  'site/two/__init__.py': '',
  'site/two/data.txt': 'some',
  'site/two-1.0.dist-info/RECORD': '',
  'site/paths.pth': 'elsewhere\n',
  'project/own/__init__.py': '',
};

/** Whether a process that has imported these modules is what would be started after a change, in code. */
function isCurrentAfter(change: string, started = 'time.time() + 60'): boolean {
  return saidAfter(change, 'loaded.is_current()', started) === 'True';
}

/** What such a process says after a change. */
function saidAfter(change: string, question: string, started = 'time.time() + 60'): string {
  const program = `
import os, sys, time
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from nx_signal.ahead import Loaded, wait_until_wanted
root = Path(sys.argv[2])
sys.dont_write_bytecode = True
sys.path[:] = [*sys.path[1:], str(root / "site"), str(root / "project")]
import one, two
loaded = Loaded(${started}, has_data=True)
${change}
print(${question})
`;
  const place = dirname(pythonFile('nx_signal_zygote.py'));
  const root = temporaryFolder(files);
  const args = ['-c', program, place, root];
  return execFileSync('python3', args, { encoding: 'utf8' }).trim();
}

const keepingTimes = `
file = root / "site/one.py"
found = file.stat()
file.write_text("NUMBER = 2\\n")
os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))`;

describe('a process that was started ahead', () => {
  it.each([
    ['nothing', 'pass'],
    ['what a project holds', '(root / "project/own/more.py").write_text("")'],
    ['a folder of bytecode', '(root / "project/__pycache__").mkdir()'],
  ])('is as good as a new one after: %s', (_, change) => {
    expect(isCurrentAfter(change)).toBe(true);
  });

  it.each([
    ['a module', '(root / "site/one.py").write_text("NUMBER = 22\\n")'],
    ['a module that keeps its time and size', keepingTimes],
    ['a module that is gone', '(root / "site/one.py").unlink()'],
    ['a module beside', '(root / "site/new.py").write_text("")'],
    ['a module inside a package', '(root / "site/two/new.py").write_text("")'],
    ['data of a package', '(root / "site/two/data.txt").write_text("other")'],
    ['a path file', '(root / "site/paths.pth").write_text("other\\n")'],
    [
      'what a distribution says of itself',
      '(root / "site/two-1.0.dist-info/RECORD").write_text("x")',
    ],
    ['a distribution', '(root / "site/more-1.0.dist-info").mkdir()'],
    ['what a project offers', '(root / "project/pluggy.py").write_text("")'],
  ])('is no more after a change of: %s', (_, change) => {
    expect(isCurrentAfter(change)).toBe(false);
  });

  it('is none where files are as young as itself', () => {
    expect(isCurrentAfter('pass', 'time.time()')).toBe(false);
  });
});

/** What a process that waits does once it has been told `told`, with a change before. */
const afterWaiting = (told: string, change: string, started?: string) =>
  saidAfter(
    `${change}
reading, writing = os.pipe()
os.write(writing, ${JSON.stringify(told)}.encode())
os.close(writing)
end = wait_until_wanted(reading, loaded)
`,
    'end, os.read(reading, 100).decode()',
    started,
  );

const aModule = '(root / "site/two/__init__.py").write_text("changed")';
const aDistribution = '(root / "site/more-1.0.dist-info").mkdir()';

describe('a process that waits', () => {
  it.each([
    ['goes on', '\n {"a": 1}', 'pass', 'go', '{"a": 1}'],
    ['goes on after more than one look', '\n\n {}', 'pass', 'go', '{}'],
    ['waits again, anew, where a look shows a change', '\n {}', aModule, 'wait again', ' {}'],
    ['begins anew where something was installed since', ' {}', aDistribution, 'go anew', '{}'],
    ['ends with whoever has started it', '', aModule, 'go', ''],
  ])('%s', (_, told, change, end, left) => {
    expect(afterWaiting(told, change)).toBe(`${end} ${left}`.trim());
  });

  it('begins anew where it may have started while something was installed', () => {
    expect(afterWaiting(' {}', 'pass', 'time.time()')).toBe('go anew {}');
  });
});
