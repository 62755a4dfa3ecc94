import { existsSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { recordLastRun, recordRun } from './record-run.js';
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

  /** A run that went on for a second. */
  endRun(startTime: number, command: string, hash: string): void {
    const tasks = [{ taskId: 'a:b', hash, cacheStatus: 'cache-miss', status: 0 }];
    const run = { command, startTime: new Date(startTime).toISOString() };
    writeFiles(this.folder, { 'run.json': JSON.stringify({ run, tasks }) });
    this.#touch('run.json', startTime + 1000);
  }

  /** Dates Nx's graph. */
  dateGraph(time: number): void {
    for (const file of ['project-graph.json', 'file-map.json']) this.#touch(file, time);
  }

  #touch(file: string, time: number): void {
    utimesSync(join(this.folder, file), time / 1000, time / 1000);
  }

  inode(run: string | undefined, file: string): number {
    return statSync(this.store.path(run ?? '', file)).ino;
  }
}

function facts(time: number, more: Partial<RunFacts> = {}): RunFacts {
  return { version: 2, time, nxJson: {}, variables: {}, interpreters: {}, ...more };
}

const start = Date.UTC(2026, 0, 1);

it('keeps what Nx had written when a run started, whatever it writes later', () => {
  const nx = new Nx();
  nx.writeGraph(1111, 'first');
  nx.store.add(1, facts(start));
  nx.writeGraph(2222, 'second');
  const [run = ''] = nx.store.list();
  expect(readFileSync(nx.store.path(run, runFiles.graph), 'utf8')).toContain('first');
  expect(nx.store.readJson(run, runFiles.files)).toEqual({ at: 1111 });
  expect(nx.store.appearances('a:b')).toEqual([]);
});

it('keeps a graph once as long as it says the same', () => {
  const nx = new Nx();
  nx.writeGraph(1111);
  nx.store.add(1, facts(start));
  nx.writeGraph(2222);
  nx.store.add(1, facts(start + 1));
  nx.writeGraph(3333, 'moved');
  nx.store.add(1, facts(start + 2));
  const [first, second, third] = nx.store.list();
  expect(nx.inode(second, runFiles.graph)).toBe(nx.inode(first, runFiles.graph));
  expect(nx.inode(second, runFiles.files)).not.toBe(nx.inode(first, runFiles.files));
  expect(nx.inode(third, runFiles.graph)).not.toBe(nx.inode(first, runFiles.graph));
});

it('gives the tasks of run.json to the run they belong to', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  nx.store.adopt();
  nx.store.add(1, facts(start));
  nx.endRun(start - 500, 'nx run a:b', '1');
  nx.store.adopt();
  nx.store.add(2, facts(start + 5000));
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
  nx.store.add(1, facts(start, { witness: { id: 'a:b', hash: 'own' } }));
  for (const [startTime, hash] of [
    [start - 1001, 'own'],
    [start - 500, 'foreign'],
    [start + 1, 'own'],
  ] as const) {
    nx.endRun(startTime, 'nx run a:b', hash);
    nx.store.adopt();
  }
  writeFiles(nx.folder, { 'run.json': '{' });
  nx.store.adopt();
  expect(nx.store.appearances('a:b')).toEqual([]);
  nx.endRun(start - 500, 'nx run a:b', 'own');
  nx.store.adopt();
  expect(nx.store.appearances('a:b')).toHaveLength(1);
});

describe('a run that was not recorded when it had to do with tasks', () => {
  const present = { nxJson: {}, changed: start - 5000 };

  it('is recorded once before Nx writes another graph', () => {
    const nx = new Nx();
    nx.writeGraph(1);
    nx.dateGraph(start - 200);
    nx.endRun(start, 'nx run a:b', '1');
    nx.store.adopt();
    expect(nx.store.list()).toEqual([]);
    recordLastRun(nx.folders, present);
    recordLastRun(nx.folders, present);
    expect(nx.store.list()).toHaveLength(1);
    expect(nx.store.appearances('a:b').map(({ hash }) => hash)).toEqual(['1']);
  });

  const rows: [title: string, graph: number, nxJson: number][] = [
    ['the graph is newer', start + 1, start - 5000],
    [
      'the graph is too old to be told from that of another checkout',
      start - 61_000,
      start - 99_000,
    ],
    ['nx.json is newer', start - 200, start + 1],
  ];
  it.each(rows)('is not recorded when %s', (_title, graph, changed) => {
    const nx = new Nx();
    nx.writeGraph(1);
    nx.dateGraph(graph);
    nx.endRun(start, 'nx run a:b', '1');
    recordLastRun(nx.folders, { nxJson: {}, changed });
    expect(nx.store.list()).toEqual([]);
  });

  it('is not recorded without a graph', () => {
    const nx = new Nx();
    nx.endRun(start, 'nx run a:b', '1');
    recordLastRun(nx.folders, present);
    expect(nx.store.list()).toEqual([]);
  });
});

it('stays small', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  for (let index = 0; index < 40; index += 1) {
    const time = start + index * 2000;
    nx.store.adopt();
    nx.store.add(1, facts(time));
    nx.store.prune();
    nx.endRun(time - 10, 'nx run a:b', index < 39 ? 'A' : 'B');
  }
  nx.store.adopt();
  expect(nx.store.list().length).toBeLessThanOrEqual(24);
  const hashes = nx.store.appearances('a:b').map(({ hash }) => hash);
  expect(new Set(hashes)).toEqual(new Set(['A', 'B']));
});

it('starts anew when a record cannot be read', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  let processId = 1;
  const run = () => ({ processId: processId++, nxJson: {}, variables: ['HOME'], interpreters: {} });
  recordRun(nx.folders, run());
  writeFiles(nx.folder, { [`nx-signal/runs/${nx.store.list()[0]}/facts.json`]: '{' });
  expect(() => recordRun(nx.folders, run())).toThrow(SyntaxError);
  expect(nx.store.list()).toEqual([]);
  recordRun(nx.folders, run());
  expect(nx.store.list()).toHaveLength(1);
  rmSync(join(nx.folder, 'project-graph.json'));
  expect(() => recordRun(nx.folders, run())).toThrow('ENOENT');
  expect(existsSync(join(nx.folder, 'nx-signal', 'runs'))).toBe(false);
});

it('records a run of Nx once, however many of its processes ask', () => {
  const nx = new Nx();
  nx.writeGraph(1);
  const run = { nxJson: {}, variables: [], interpreters: {} };
  for (const processId of [7, 7, 8]) recordRun(nx.folders, { ...run, processId });
  expect(nx.store.list()).toHaveLength(2);
});
