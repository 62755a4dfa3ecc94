import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimStart, mayUseEngine, placeOf } from './place.js';

const user = process.getuid?.() ?? 0;

function folders() {
  const above = mkdtempSync(join(tmpdir(), 'nx-signal-place-'));
  const root = mkdtempSync(join(tmpdir(), 'nx-signal-root-'));
  return {
    above,
    root,
    own: join(above, `nx-signal-${user}`),
    variables: { XDG_RUNTIME_DIR: above },
  };
}

describe('placeOf', () => {
  it('makes a folder that only this user can open', () => {
    const { root, own, variables } = folders();
    expect(placeOf(root, variables)).toEqual({
      socket: expect.stringMatching(/[0-9a-f]{16}\.sock$/),
    });
    expect(statSync(own).mode & 0o777).toBe(0o700);
  });

  it('is another for each checkout, whatever name it is reached by', () => {
    const { above, root, variables } = folders();
    const link = join(above, 'link');
    symlinkSync(root, link);
    const other = mkdtempSync(join(tmpdir(), 'nx-signal-root-'));
    expect(placeOf(link, variables)).toEqual(placeOf(root, variables));
    expect(placeOf(other, variables)).not.toEqual(placeOf(root, variables));
  });

  it('refuses a folder that others can open', () => {
    const { root, own, variables } = folders();
    mkdirSync(own);
    chmodSync(own, 0o750);
    expect(placeOf(root, variables)).toEqual({ refused: `${own} is not this user's alone` });
  });

  it('refuses a folder of somebody else', () => {
    const { above, root, variables } = folders();
    const foreign = join(above, `nx-signal-${user + 1}`);
    mkdirSync(foreign, { mode: 0o700 });
    expect(placeOf(root, variables, user + 1)).toEqual({
      refused: `${foreign} is not this user's alone`,
    });
  });

  it('refuses a link, which may lead anywhere', () => {
    const { above, root, own, variables } = folders();
    const target = join(above, 'target');
    mkdirSync(target, { mode: 0o700 });
    symlinkSync(target, own);
    expect(placeOf(root, variables)).toHaveProperty('refused');
  });

  it('refuses a path that is too long for a socket', () => {
    const { above, root } = folders();
    const deep = join(above, 'x'.repeat(100));
    mkdirSync(deep);
    expect(placeOf(root, { XDG_RUNTIME_DIR: deep })).toEqual({
      refused: expect.stringContaining('too long'),
    });
  });
});

describe('mayUseEngine', () => {
  it.each([
    [{}, true],
    [{ CI: 'true' }, false],
    [{ CI: '1' }, false],
    [{ CI: 'false' }, true],
    [{ NX_SIGNAL_ENGINE: 'false' }, false],
    [{ NX_SIGNAL_ENGINE: 'true', CI: 'true' }, true],
  ])('%j: %s', (variables, expected) => {
    expect(mayUseEngine(variables)).toBe(expected);
  });
});

describe('claimStart', () => {
  const socketIn = () => join(folders().above, 'engine.sock');

  it('is for one process at a time', () => {
    const socket = socketIn();
    const end = claimStart(socket);
    expect(end).toBeDefined();
    expect(claimStart(socket)).toBeUndefined();
    end?.();
    expect(existsSync(`${socket}.starting`)).toBe(false);
    expect(claimStart(socket)).toBeDefined();
  });

  it.each([
    ['of a process that has ended', '999999999'],
    ['that nobody understands', 'soon'],
  ])('does not wait for a claim %s', (_what, text) => {
    const socket = socketIn();
    writeFileSync(`${socket}.starting`, text);
    expect(claimStart(socket)).toBeDefined();
    expect(claimStart(socket)).toBeUndefined();
  });

  it('does not wait for one that is too old, since numbers of processes come again', () => {
    const socket = socketIn();
    claimStart(socket);
    const long = new Date(Date.now() - 3_600_000);
    utimesSync(`${socket}.starting`, long, long);
    expect(claimStart(socket)).toBeDefined();
  });

  it('is had by nobody in a folder that cannot be written to', () => {
    expect(claimStart(join(folders().above, 'no', 'engine.sock'))).toBeUndefined();
  });
});
