import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { commandOf, recordRun } from './record-run.js';
import { type RunFacts, RunStore, runFiles } from './store.js';

const graphText = (computedAt: number, nodes = '') =>
  JSON.stringify({ nodes, version: '6.0', errors: [], computedAt }, null, 2);

class Nx {
  readonly folder = temporaryFolder();
  readonly folders = { cache: this.folder, workspaceData: this.folder };
  readonly store = new RunStore(this.folders);

  /** As Nx does it: beside, then over the old one. */
  write(file: string, text: string): void {
    writeFiles(this.folder, { [`${file}~`]: text });
    renameSync(join(this.folder, `${file}~`), join(this.folder, file));
  }

  writeGraph(computedAt: number, nodes = ''): void {
    this.write('project-graph.json', graphText(computedAt, nodes));
    this.write('file-map.json', `{"at":${computedAt}}`);
  }

  endRun(time: number, command: string, hash: string): void {
    const tasks = [{ taskId: 'a:b', hash, cacheStatus: 'cache-miss', status: 0 }];
    const run = { command, startTime: new Date(time).toISOString() };
    writeFiles(this.folder, { 'run.json': JSON.stringify({ run, tasks }) });
    utimesSync(join(this.folder, 'run.json'), time / 1000, time / 1000);
  }

  inode(run: string | undefined, file: string): number {
    return statSync(this.store.path(run ?? '', file)).ino;
  }
}

function facts(time: number, command = 'nx run a:b'): RunFacts {
  return { version: 1, time, command, nxJson: {}, variables: {} };
}

const start = Date.UTC(2026, 0, 1);

it('keeps what Nx had written when a run started, whatever it writes later', () => {
  const nx = new Nx();
  nx.writeGraph(1111, 'first');
  nx.store.add(facts(start));
  nx.writeGraph(2222, 'second');
  const [run = ''] = nx.store.list();
  expect(readFileSync(nx.store.path(run, runFiles.graph), 'utf8')).toContain('first');
  expect(nx.store.readJson(run, runFiles.files)).toEqual({ at: 1111 });
  expect(nx.store.appearances('a:b')).toEqual([]);
});

it('keeps a graph once as long as it says the same', () => {
  const nx = new Nx();
  nx.writeGraph(1111);
  nx.store.add(facts(start));
  nx.writeGraph(2222);
  nx.store.add(facts(start + 1));
  nx.writeGraph(3333, 'moved');
  nx.store.add(facts(start + 2));
  const [first, second, third] = nx.store.list();
  expect(nx.inode(second, runFiles.graph)).toBe(nx.inode(first, runFiles.graph));
  expect(nx.inode(second, runFiles.files)).not.toBe(nx.inode(first, runFiles.files));
  expect(nx.inode(third, runFiles.graph)).not.toBe(nx.inode(first, runFiles.graph));
});

it('gives the tasks of run.json to the run they belong to', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  nx.store.adopt();
  nx.store.add(facts(start));
  nx.endRun(start + 500, 'nx run a:b', '1');
  nx.store.adopt();
  nx.store.add(facts(start + 1000, 'nx run other'));
  nx.store.adopt();
  expect(nx.store.appearances('a:b')).toEqual([
    {
      run: nx.store.list()[0],
      time: new Date(start).toISOString(),
      command: 'nx run a:b',
      hash: '1',
      outcome: 'ran',
      success: true,
    },
  ]);
});

it('leaves alone what another checkout, or a run before the first record, has written', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  nx.store.add(facts(start));
  for (const [time, command] of [
    [start - 1, 'nx run a:b'],
    [start + 1, 'nx run b:a'],
    [start + 600_000, 'nx run a:b'],
  ] as const) {
    nx.endRun(time, command, '1');
    nx.store.adopt();
  }
  writeFiles(nx.folder, { 'run.json': '{' });
  nx.store.adopt();
  expect(nx.store.appearances('a:b')).toEqual([]);
});

it('stays small', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  for (let index = 0; index < 40; index += 1) {
    const time = start + index * 1000;
    nx.store.adopt();
    nx.store.add(facts(time));
    nx.store.prune();
    nx.endRun(time + 10, 'nx run a:b', index < 39 ? 'A' : 'B');
  }
  nx.store.adopt();
  expect(nx.store.list().length).toBeLessThanOrEqual(24);
  const hashes = nx.store.appearances('a:b').map(({ hash }) => hash);
  expect(new Set(hashes)).toEqual(new Set(['A', 'B']));
});

it('starts anew when a record cannot be read', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  const run = { argv: ['node', '/x/nx.js', 'run', 'a:b'], nxJson: {}, variables: ['HOME'] };
  recordRun(nx.folders, run);
  writeFiles(nx.folder, { [`nx-signal/runs/${nx.store.list()[0]}/facts.json`]: '{' });
  expect(() => recordRun(nx.folders, run)).toThrow(SyntaxError);
  expect(nx.store.list()).toEqual([]);
  recordRun(nx.folders, run);
  expect(nx.store.list()).toHaveLength(1);
  rmSync(join(nx.folder, 'project-graph.json'));
  expect(() => recordRun(nx.folders, run)).toThrow('ENOENT');
  expect(existsSync(join(nx.folder, 'nx-signal', 'runs'))).toBe(false);
});

it('writes a command as run.json does', () => {
  expect(commandOf(['/bin/node', '/x/bin/nx.js', 'affected', '-t', 'a'])).toBe('nx affected -t a');
  expect(commandOf(['/bin/node', '/x/.bin/nx'])).toBe('nx ');
});
