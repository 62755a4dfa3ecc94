import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { watch } from './watch.js';

/** Prints the verdict that stands in a file; waits until it is told to end where it is slow. */
const program = `
const { appendFileSync, readFileSync } = require('node:fs');
const said = readFileSync('verdict.json', 'utf8');
process.on('SIGINT', () => { appendFileSync('log', 'is ended\\n'); process.exit(130); });
appendFileSync('log', 'begins\\n');
if (said === 'slow') setInterval(() => {}, 1000);
else if (said === 'broken') { process.stderr.write('error: no graph\\n'); process.exit(2); }
else process.stdout.write(said);
`;

function verdict(status: string): string {
  const word = status === 'success' ? 'green' : 'red';
  const task = { id: 'a:lint', project: 'a', target: 'lint', status, source: 'ran', text: null };
  return JSON.stringify({ verdict: word, milliseconds: 100, tasks: [task], findings: [] });
}

async function startWatch(rows?: number) {
  const cwd = mkdtempSync(join(tmpdir(), 'nx-signal-watch-'));
  const abort = new AbortController();
  let shown = '';
  let save = () => {};
  let isStopped = false;
  const set = (text: string) => writeFileSync(join(cwd, 'verdict.json'), text);
  set(verdict('success'));
  const ended = watch({
    command: [process.execPath, '-e', program],
    cwd,
    screen: {
      rows,
      write(text) {
        shown += text;
      },
    },
    async onSave(listener) {
      save = listener;
      return () => {
        isStopped = true;
      };
    },
    signal: abort.signal,
  });
  const log = () => {
    const file = join(cwd, 'log');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  };
  const until = (text: string | RegExp) =>
    vi.waitFor(() => expect(shown).toMatch(text), { timeout: 30_000 });
  return {
    set,
    log,
    until,
    save: () => save(),
    stop: async () => {
      abort.abort();
      await ended;
      return isStopped;
    },
    get shown() {
      return shown;
    },
  };
}

it('tells the verdict at once and after each settled save', async () => {
  const watched = await startWatch();
  await watched.until(/^green: 1 task/);
  watched.set(verdict('failure'));
  // An editor writes more than once.
  for (let count = 0; count < 3; count++) watched.save();
  await watched.until(/a:lint failed[\s\S]*red: 1 task/);
  watched.set(verdict('success'));
  watched.save();
  await watched.until(/green again: a:lint\ngreen: 1 task/);
  expect(watched.log()).toEqual(['begins', 'begins', 'begins']);
  expect(await watched.stop()).toBe(true);
});

it('ends a run when a newer save comes, which then is told alone', async () => {
  const watched = await startWatch();
  await watched.until(/green/);
  watched.set('slow');
  watched.save();
  await vi.waitFor(() => expect(watched.log()).toHaveLength(2), { timeout: 30_000 });
  watched.set(verdict('failure'));
  watched.save();
  await watched.until(/red: 1 task/);
  expect(watched.log().sort()).toEqual(['begins', 'begins', 'begins', 'is ended']);
  await watched.stop();
});

it('ends what it has started when it ends', async () => {
  const watched = await startWatch();
  await watched.until(/green/);
  watched.set('slow');
  watched.save();
  await vi.waitFor(() => expect(watched.log()).toHaveLength(2), { timeout: 30_000 });
  await watched.stop();
  await vi.waitFor(() => expect(watched.log()).toContain('is ended'), { timeout: 30_000 });
});

it('tells what stands in the way of a verdict, and goes on', async () => {
  const watched = await startWatch();
  await watched.until(/green/);
  watched.set('broken');
  watched.save();
  await watched.until(/error: no graph/);
  watched.set(verdict('failure'));
  watched.save();
  await watched.until(/red/);
  await watched.stop();
});

it('keeps to one screen of a terminal', async () => {
  const watched = await startWatch(24);
  await watched.until(/green: 1 task/);
  expect(watched.shown).toContain('\u001B[2J\u001B[3J\u001B[Hgreen: 1 task');
  await watched.stop();
});
