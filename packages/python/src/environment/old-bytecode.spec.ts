import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { removeOldBytecode } from './old-bytecode.js';

let root: string;
beforeEach(() => {
  root = temporaryFolder();
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const later = new Date(Date.now() + 60_000);

/** Bytecode of a module, written a minute from now. */
function compile(file: string, name = 'size.cpython-311.pyc'): string {
  const kept = join(dirname(file), '__pycache__', name);
  write(file, 'x = 1\n');
  write(kept, '');
  utimesSync(join(root, kept), later, later);
  return kept;
}

const remove = (projects: string[], wanted: string[]) =>
  removeOldBytecode(root, new Set(projects), new Set(wanted));

describe('bytecode', () => {
  it.each([
    'size.cpython-311.pyc',
    'size.cpython-311-pytest-9.0.1.pyc',
    'size.cpython-314t.opt-2.pyc',
    'size.pypy311.pyc',
  ])('that was written before its source changed goes: %s', (name) => {
    const kept = compile('lib/size.py', name);
    remove([], []);
    expect(existsSync(join(root, kept))).toBe(true);
    utimesSync(join(root, kept), new Date(), new Date());
    remove([], []);
    expect(existsSync(join(root, kept))).toBe(false);
  });

  it('stays where there is no source, or where it is none of Python’s', () => {
    write('lib/__pycache__/gone.cpython-311.pyc', '');
    write('lib/__pycache__/size.txt', '');
    write('lib/size.py', '');
    remove([], []);
    expect(readdirSync(join(root, 'lib/__pycache__'))).toEqual([
      'gone.cpython-311.pyc',
      'size.txt',
    ]);
  });

  it('is looked for in what is wanted and in what is no project, and in no environment', () => {
    const files = ['a/src/a/size.py', 'b/size.py', 'a/inner/size.py', 'tools/size.py', 'size.py'];
    const places = [
      ...files,
      'dist/size.py',
      'dist/reports/size.py',
      'a/.venv/size.py',
      'venv/lib/size.py',
      'node_modules/size.py',
    ];
    write('venv/pyvenv.cfg', '');
    const kept = places.map((file) => compile(file));
    for (const file of kept) utimesSync(join(root, file), new Date(), new Date());
    remove(['a', 'a/inner', 'b'], ['a']);
    const removed = kept.filter((file) => !existsSync(join(root, file)));
    expect(removed).toEqual([
      'a/src/a/__pycache__/size.cpython-311.pyc',
      'tools/__pycache__/size.cpython-311.pyc',
      '__pycache__/size.cpython-311.pyc',
      'dist/__pycache__/size.cpython-311.pyc',
    ]);
  });

  it('of a module that changed without its time and size is what Python would run', () => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '', PYTHONPYCACHEPREFIX: '' };
    const python = (code: string) =>
      execFileSync('python3', ['-c', code], { cwd: root, env, encoding: 'utf8' }).trim();
    const before = new Date('2024-01-01T00:00:00Z');
    const save = (text: string) => {
      write('size.py', text);
      utimesSync(join(root, 'size.py'), before, before);
    };
    save('print(1)\n');
    expect(python('import size')).toBe('1');
    save('print(2)\n');
    expect(python('import size')).toBe('1');
    remove([], []);
    expect(python('import size')).toBe('2');
  });
});
