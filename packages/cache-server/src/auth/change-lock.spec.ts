import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { lockForChange } from './change-lock.js';

describe('the lock of a file that is changed', () => {
  it('is held until it is given back', () => {
    const folder = temporaryFolder();
    const lock = lockForChange(join(folder, 'tokens.json'));
    expect(lock.isHeld()).toBe(true);
    lock.release();
    expect(lock.isHeld()).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken away from a process that died, and that process no longer has it', () => {
    const file = join(temporaryFolder(), 'tokens.json');
    const dead = lockForChange(file);
    const next = lockForChange(file, 50);
    expect([dead.isHeld(), next.isHeld()]).toEqual([false, true]);
    dead.release();
    expect(next.isHeld()).toBe(true);
    next.release();
  });

  it('is left to another one who takes it away, and named when that one died, too', () => {
    const folder = temporaryFolder();
    const file = join(folder, 'tokens.json');
    lockForChange(file);
    const claims = () => readdirSync(folder).filter((name) => name !== 'tokens.json.lock');
    const lockAgain = () => lockForChange(file, 50);
    const { ino, mtimeNs } = statSync(`${file}.lock`, { bigint: true });
    const claim = `${file}.lock.${ino}-${mtimeNs}`;
    writeFileSync(claim, '');
    expect(lockAgain).toThrow('commands that died have left their locks');
    expect(claims()).toHaveLength(1);
    rmSync(claim);
    lockAgain().release();
    expect(readdirSync(folder)).toEqual([]);
  });
});
