import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CacheCount } from '../process/cache-counts.js';
import { temporaryFolder, writeFiles } from '../testing/temporary-folder.js';
import { countingSccache, parseStats, sccacheIn } from './sccache-stats.js';

const stats = (hits: object, misses: object) =>
  JSON.stringify({ stats: { cache_hits: { counts: hits }, cache_misses: { counts: misses } } });

describe('the figures of sccache', () => {
  const rows: [text: string, count: CacheCount | undefined][] = [
    [stats({ 'C/C++': 3, Rust: 2 }, { Rust: 1 }), { hits: 5, of: 6 }],
    [stats({}, {}), { hits: 0, of: 0 }],
    [stats({ Rust: 'many' }, {}), undefined],
    ['{}', undefined],
    ['no answer', undefined],
  ];
  it.each(rows)('%s', (text, count) => {
    expect(parseStats(text)).toEqual(count);
  });
});

describe('compilers run through sccache', () => {
  it.each([
    [{ CC: 'sccache cc' }, 'sccache'],
    [{ RUSTC_WRAPPER: '/opt/bin/sccache' }, '/opt/bin/sccache'],
    [{ CC: 'cc', CXX: 'ccache c++' }, undefined],
    [{ CC: 'sccache-dist cc' }, undefined],
    [{}, undefined],
  ])('%j: %s', (variables, program) => {
    expect(sccacheIn(variables)).toBe(program);
  });
});

describe.runIf(process.platform !== 'win32')('what was compiled meanwhile', () => {
  async function prepare() {
    const folder = temporaryFolder({ sccache: '#!/bin/sh\ncat "$FIGURES"\n' });
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise((done) => server.once('listening', done));
    const { port } = server.address() as { port: number };
    process.env['FIGURES'] = join(folder, 'figures');
    const show = (hits: number, misses: number) =>
      writeFiles(folder, { figures: stats({ C: hits }, { C: misses }) });
    const variables = { CC: join(folder, 'sccache'), SCCACHE_SERVER_PORT: String(port) };
    return { server, show, variables };
  }

  const counted = async (work: () => void, variables: NodeJS.ProcessEnv) => {
    const counts: CacheCount[] = [];
    await countingSccache(
      async () => work(),
      (count) => counts.push(count),
      variables,
    );
    return counts;
  };

  it('is what its server counted more', async () => {
    const { show, variables } = await prepare();
    show(10, 5);
    expect(await counted(() => show(13, 6), variables)).toEqual([{ hits: 3, of: 4 }]);
  });

  it('is nothing where nothing was compiled, where it started anew, or where there is no server', async () => {
    const { show, server, variables } = await prepare();
    show(10, 5);
    expect(await counted(() => {}, variables)).toEqual([]);
    expect(await counted(() => show(1, 0), variables)).toEqual([]);
    expect(await counted(() => show(20, 9), { ...variables, CC: 'cc' })).toEqual([]);
    await new Promise((done) => server.close(done));
    expect(await counted(() => show(20, 9), variables)).toEqual([]);
  });
});
