import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ScanStore } from './scan-store.js';

describe('a store of scanned imports', () => {
  let root: string;
  let path: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'nx-signal-scans-'));
    path = join(root, 'data', 'imports.json');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  async function opened(): Promise<ScanStore> {
    const store = new ScanStore();
    await store.load(path);
    return store;
  }

  const lines = () => readFileSync(path, 'utf8').trimEnd().split('\n');

  it('hands what it knows to the next process, which reads no such file again', async () => {
    writeFileSync(join(root, 'a.py'), 'import first\n');
    await (await opened()).scan(root, new Map([['a.py', '1']]));
    rmSync(join(root, 'a.py'));
    const found = await (await opened()).scan(root, new Map([['a.py', '1']]));
    expect(found.get('a.py')).toContain('first');
  });

  it('adds a line for a changed file, and the last line counts', async () => {
    const files = Array.from({ length: 5 }, (_, index) => `f${index}.py`);
    for (const file of files) writeFileSync(join(root, file), 'import first\n');
    const hashes = new Map(files.map((file) => [file, '1']));
    await (await opened()).scan(root, hashes);
    const before = lines();
    writeFileSync(join(root, 'f3.py'), 'import second\n');
    await (await opened()).scan(root, hashes.set('f3.py', '2'));
    expect(lines().slice(0, before.length)).toEqual(before);
    expect(lines()).toHaveLength(before.length + 1);
    const found = await (await opened()).scan(root, hashes);
    expect(found.get('f3.py')).toContain('second');
    expect(found.get('f2.py')).toContain('first');
  });

  it('tells whether files import what they did, and remembers nothing of what they are now', async () => {
    const store = await opened();
    const path = join(root, 'a.py');
    writeFileSync(path, 'import first\n');
    expect(store.hasSame(root, ['a.py'])).toBe(false);
    await store.scan(root, new Map([['a.py', '1']]));
    writeFileSync(path, '# A comment.\nimport first\n\nX = 1\n');
    expect(store.hasSame(root, ['a.py'])).toBe(true);
    writeFileSync(path, 'import second\n');
    expect(store.hasSame(root, ['a.py'])).toBe(false);
    expect(store.hasSame(root, ['a.py'])).toBe(false);
    expect(store.hasSame(root, [])).toBe(true);
  });

  it('is written anew when most of it is of no use', async () => {
    const store = await opened();
    for (let edit = 0; edit < 300; edit += 1) {
      writeFileSync(join(root, 'a.py'), `import module${edit}\n`);
      await store.scan(root, new Map([['a.py', String(edit)]]));
    }
    expect(lines().length).toBeLessThan(110);
    const found = await (await opened()).scan(root, new Map([['a.py', '299']]));
    expect(found.get('a.py')).toContain('module299');
  });

  it.each([
    ['nothing readable', 'garbage'],
    ['half a line', '["a.py","1","imp'],
    ['another version', '{"version":1}'],
  ])('with %s in it scans again', async (_what, damage) => {
    writeFileSync(join(root, 'a.py'), 'import first\n');
    await (await opened()).scan(root, new Map([['a.py', '1']]));
    if (damage.startsWith('{')) writeFileSync(path, `${damage}\n`);
    else appendFileSync(path, damage);
    const found = await (await opened()).scan(root, new Map([['a.py', '2']]));
    expect(found.get('a.py')).toContain('first');
    const again = await (await opened()).scan(root, new Map([['a.py', '2']]));
    expect(again.get('a.py')).toContain('first');
  });

  it('leaves out a file that is gone', async () => {
    const found = await (await opened()).scan(root, new Map([['gone.py', '1']]));
    expect(found.get('gone.py')).toBe('');
  });
});
