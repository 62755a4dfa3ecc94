import { describe, expect, it } from 'vitest';
import { areAlike } from './kept-variables.js';

const before = { PATH: '/usr/bin', HOME: '/home/ada', PWD: '/home/ada/shop', SHLVL: '1' };

describe('variables are alike', () => {
  it.each<[what: string, now: Record<string, string>]>([
    ['of the same shell', before],
    ['in another folder', { ...before, PWD: '/home/ada/shop/libs', OLDPWD: '/home/ada/shop' }],
    ['in a shell in a shell', { ...before, SHLVL: '2', _: '/usr/bin/npx' }],
    ['in another window', { ...before, COLUMNS: '80', SSH_TTY: '/dev/pts/3', TMUX_PANE: '%4' }],
    ['in another session of an agent', { ...before, CODEX_THREAD_ID: '7', CLAUDE_PID: '12' }],
    ['without a shell', { PATH: '/usr/bin', HOME: '/home/ada' }],
  ])('%s', (_, now) => {
    expect(areAlike(before, now, [], '')).toBe(true);
  });

  it('where only something that begins like another one is asked for', () => {
    const now = { ...before, PWD: '/tmp' };
    expect(areAlike(before, now, ['PWD_OF_ADA'], 'A=$PWD_OF_ADA')).toBe(true);
  });
});

describe('variables are not alike', () => {
  it.each<[what: string, now: Record<string, string>, inputs?: string[], found?: string]>([
    ['with another one', { ...before, COLOUR: 'red' }],
    ['with another value', { ...before, PATH: '/bin' }],
    ['with one that is empty', { ...before, VIRTUAL_ENV: '' }],
    ['without one', { PATH: '/usr/bin', PWD: '/home/ada/shop', SHLVL: '1' }],
    ['where a task has the folder for an input', { ...before, PWD: '/tmp' }, ['PWD']],
    ['where a file of variables takes the folder', { ...before, PWD: '/tmp' }, [], 'A=$PWD/x'],
    ['where it does so in braces', { ...before, PWD: '/tmp' }, [], `A=\${PWD:-x}`],
    ['where it takes the last word', { ...before, _: 'x' }, [], 'A=$_'],
  ])('%s', (_, now, inputs = [], found = '') => {
    expect(areAlike(before, now, inputs, found)).toBe(false);
  });
});
