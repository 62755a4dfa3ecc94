import { expect, it } from 'vitest';
import { Log } from './log.js';

const full = () => Object.assign(new Error('no space left'), { code: 'ENOSPC' });

/** What a log writes at a level while a disk is full, and something else is wrong. */
function linesOf(level: 'debug' | 'info'): unknown[] {
  const lines: string[] = [];
  const log = new Log(level, (line) => lines.push(line));
  for (let upload = 0; upload < 100; upload += 1)
    log.trouble('an object could not be stored', full());
  log.trouble('an object could not be stored', new Error('the disk is on fire'));
  log.trouble('an object could not be read', full());
  return lines.map((line) => JSON.parse(line));
}

it('says once a minute what goes wrong again and again', () => {
  expect(linesOf('info')).toMatchObject([
    { level: 'error', message: 'an object could not be stored', error: 'no space left' },
    { message: 'an object could not be stored', error: 'the disk is on fire' },
    { message: 'an object could not be read', code: 'ENOSPC' },
  ]);
});

it('leaves nothing out at the level debug', () => {
  expect(linesOf('debug')).toHaveLength(102);
});

it('writes nothing that a terminal would act on, and still JSON', () => {
  const lines: string[] = [];
  const log = new Log('info', (line) => lines.push(line));
  const path = '\u009b2J\u202e\u001b[0m\u2028';
  log.warn('a path', { path });
  expect(lines[0]).toMatch(/^[^\p{C}\p{Zl}]+\n$/u);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ path });
});
