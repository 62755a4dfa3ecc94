import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  ActionsCache,
  type Fault,
  type RequestKind,
  type RunFacts,
} from './harness/ci/actions-cache/service.js';
import { GithubJob } from './remote-cache/github-job.js';

const main: RunFacts = { ref: 'refs/heads/main', event: 'push' };
const pull = (number: number): RunFacts => ({
  ref: `refs/pull/${number}/merge`,
  event: 'pull_request',
  others: [main.ref],
});

let cache: ActionsCache;
beforeEach(async () => {
  cache = await ActionsCache.start();
});
afterEach(() => cache.stop());

/** A whole job that stores objects; what its last step said. */
async function keep(facts: RunFacts, objects: Record<string, string>, flags: string[] = []) {
  const job = await GithubJob.start(cache, facts);
  for (const [hash, body] of Object.entries(objects)) expect(await job.store(hash, body)).toBe(200);
  return job.end(flags);
}

/** A whole job that takes objects. */
async function taken(facts: RunFacts, ...hashes: string[]): Promise<(string | number)[]> {
  const job = await GithubJob.start(cache, facts);
  const found: (string | number)[] = [];
  for (const hash of hashes) found.push(await job.take(hash));
  await job.end();
  return found;
}

const count = (kind: RequestKind) => cache.requests.get(kind) ?? 0;

describe('what a ref has kept', () => {
  it('is there in its next job, with few requests', async () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`${at}`, `no. ${at}`]));
    expect(await keep(main, many)).toMatch(
      /300 objects \(.+\) stored as pack 1 of refs\/heads\/main/,
    );
    expect(count('CreateCacheEntry')).toBe(1);
    const before = count('GetCacheEntryDownloadURL');
    const job = await GithubJob.start(cache, main);
    expect(job.output).toMatch(/300 objects \(.+\) of 1 pack, from refs\/heads\/main/);
    for (const [hash, body] of Object.entries(many)) expect(await job.take(hash)).toBe(body);
    // The same again is not taken, and so not kept once more.
    expect(await job.store('7', 'other')).toBe(409);
    expect(await job.end()).toContain('nothing new to store');
    expect(count('GetCacheEntryDownloadURL') - before).toBeLessThanOrEqual(3);
    expect(count('CreateCacheEntry')).toBe(1);
  });

  it('is read by pull requests, whose own nobody else reads, under no name', async () => {
    await keep(main, { 1: 'of main' });
    const job = await GithubJob.start(cache, pull(7));
    expect(await job.take('1')).toBe('of main');
    expect(await job.store('2', 'of 7')).toBe(200);
    expect(await job.end()).toContain('pack 1 of refs/pull/7/merge');
    // Its own program may say what it likes of itself: GitHub goes by the token.
    const forger: RunFacts = { ...pull(9), pretends: main };
    expect(await keep(forger, { 2: 'poison' })).toContain('pack 2 of refs/heads/main');
    expect(await taken(pull(7), '1', '2')).toEqual(['of main', 'of 7']);
    expect(await taken(pull(8), '1', '2')).toEqual(['of main', 404]);
    const trusted = await GithubJob.start(cache, main);
    expect(await trusted.take('2')).toBe(404);
    expect(await trusted.store('2', 'clean')).toBe(200);
    expect(await trusted.end()).toContain('pack 2 of refs/heads/main');
    expect(await taken(pull(8), '1', '2')).toEqual(['of main', 'clean']);
  });

  it('has what sccache compiled, too', async () => {
    const entry = async (job: GithubJob, options: RequestInit = {}) => {
      const { SCCACHE_WEBDAV_ENDPOINT: url, SCCACHE_WEBDAV_TOKEN: token } = job.variables;
      const headers = { authorization: `Bearer ${token}` };
      return fetch(`${url}/a/b/c/${'0a'.repeat(32)}`, { ...options, headers });
    };
    const job = await GithubJob.start(cache, main);
    expect((await entry(job, { method: 'PUT', body: 'compiled' })).status).toBe(201);
    await job.end();
    const next = await GithubJob.start(cache, main);
    expect(await (await entry(next)).text()).toBe('compiled');
    await next.end();
  });

  it('has the folders that it carries, as the newest job left them, and each pull request its own', async () => {
    const folder = 'kept/mypy';
    const checkout = async (facts: RunFacts, change?: string) => {
      const root = mkdtempSync(join(tmpdir(), 'nx-signal-checkout-'));
      const job = await GithubJob.start(cache, facts, { GITHUB_WORKSPACE: root }, [folder]);
      const file = join(root, folder, 'cache.db');
      const found = existsSync(file) ? readFileSync(file, 'utf8') : undefined;
      if (found !== undefined) expect(job.output).toMatch(/kept\/mypy \(.+\) is back/);
      mkdirSync(dirname(file), { recursive: true });
      if (change !== undefined) writeFileSync(file, change);
      const said = await job.end();
      rmSync(root, { recursive: true });
      expect(said).toContain(change === undefined ? 'nothing new to store' : '1 object');
      return found;
    };
    expect(await checkout(main, 'first of main')).toBe(undefined);
    expect(await checkout(main, 'second of main')).toBe('first of main');
    expect(await checkout(pull(7), 'of 7')).toBe('second of main');
    expect(await checkout(pull(7))).toBe('of 7');
    expect(await checkout(pull(8))).toBe('second of main');
    const forger: RunFacts = { ...pull(9), pretends: main };
    expect(await checkout(forger, 'poison')).toBe('second of main');
    for (const facts of [main, pull(8)]) expect(await checkout(facts)).toBe('second of main');
  });

  it('comes together from jobs that ended at the same time', async () => {
    const jobs = await Promise.all(Array.from({ length: 4 }, () => GithubJob.start(cache, main)));
    for (const [at, job] of jobs.entries()) expect(await job.store(`${at}`, `of ${at}`)).toBe(200);
    const said = await Promise.all(jobs.map((job) => job.end()));
    const numbers = said.map((line) => Number(/pack (\d+)/.exec(line)?.[1])).sort();
    expect(numbers).toEqual([1, 2, 3, 4]);
    const all = jobs.map((_, at) => `${at}`);
    expect(await taken(main, ...all)).toEqual(all.map((at) => `of ${at}`));
  });

  it('keeps within its size: what was not used for longest goes', async () => {
    const body = (run: number) => `${run}`.padEnd(1000, '.');
    for (let run = 0; run < 5; run += 1) {
      const job = await GithubJob.start(cache, main);
      if (run > 0) expect(await job.take('0')).toBe(body(0));
      await job.store(`${run}`, body(run));
      await job.end(['--maxSize', '3KB']);
    }
    expect(await taken(main, '0', '1', '4')).toEqual([body(0), 404, body(4)]);
  });

  it('is not all lost when GitHub has no room for it', async () => {
    const small = await ActionsCache.start({ mostBytes: 5000 });
    const body = '.'.repeat(1500);
    for (const hash of ['1', '2', '3']) {
      const job = await GithubJob.start(small, main);
      await job.store(hash, body);
      await job.end();
    }
    expect(small.entries.evicted).toBe(1);
    const job = await GithubJob.start(small, main);
    expect([await job.take('1'), await job.take('2'), await job.take('3')]).toContain(body);
    await job.end();
    await small.stop();
  });
});

describe('a pack that is not what was stored', () => {
  const damage = (change: (text: string) => string) => {
    const entry = cache.entries.ready.at(-1);
    if (entry?.content)
      entry.content = Buffer.from(change(entry.content.toString('latin1')), 'latin1');
  };

  it('loses the body that changed; with another change, or cut off, it counts as none', async () => {
    await keep(main, { 1: 'first body', 2: 'second body' });
    damage((text) => text.replace('first', 'FIRST'));
    const job = await GithubJob.start(cache, main);
    expect([await job.take('1'), await job.take('2')]).toEqual([404, 'second body']);
    expect(await job.store('1', 'first again')).toBe(200);
    expect(await job.end()).toContain('pack 2');
    damage((text) => text.slice(0, -1));
    const next = await GithubJob.start(cache, main);
    expect(next.output).toContain('1 pack could not be used');
    expect([await next.take('1'), await next.take('2')]).toEqual([404, 'second body']);
    expect(await next.store('1', 'first again')).toBe(200);
    expect(await next.end()).toContain('pack 3');
    expect(await taken(main, '1', '2')).toEqual(['first again', 'second body']);
  });

  it('is downloaded to its end when that breaks off', async () => {
    await keep(main, { 1: 'x'.repeat(100_000) });
    let broken = 0;
    cache.fault = (kind) => (kind === 'GET' && broken++ < 2 ? { breaksAt: 40_000 } : undefined);
    expect(await taken(main, '1')).toEqual(['x'.repeat(100_000)]);
    expect(broken).toBeGreaterThan(1);
  });
});

const linesOf = (output: string) => output.trim().split('\n');
const limited: Fault = { status: 429, headers: { 'retry-after': '60' } };

describe('a job goes on', () => {
  it('without what was kept when the service fails, and has its own cache', async () => {
    await keep(main, { 1: 'kept' });
    const faults: [RequestKind, Fault, string][] = [
      ['GetCacheEntryDownloadURL', limited, 'got too many requests'],
      ['GetCacheEntryDownloadURL', { status: 503 }, 'answered 503'],
      ['GetCacheEntryDownloadURL', { status: 403 }, 'answered 403'],
      ['GetCacheEntryDownloadURL', { hangs: true }, 'is too slow'],
      ['GET', { status: 404 }, '1 pack could not be used'],
    ];
    for (const [kind, fault, said] of faults) {
      cache.fault = (each) => (each === kind ? fault : undefined);
      const job = await GithubJob.start(cache, main, {}, ['--timeout', '5s']);
      expect(linesOf(job.output).filter((line) => !line.startsWith('::add-mask'))).toEqual([
        expect.stringContaining(said),
      ]);
      expect(await job.take('1')).toBe(404);
      expect(await job.store('1', 'anew')).toBe(200);
      expect(await job.take('1')).toBe('anew');
      job.abandon();
    }
  });

  it('and keeps nothing when the service fails, until it can', async () => {
    const job = await GithubJob.start(cache, main);
    await job.store('1', 'body');
    const faults: [RequestKind, Fault, string][] = [
      ['CreateCacheEntry', limited, 'got too many requests'],
      ['CreateCacheEntry', { status: 500 }, 'answered 500'],
      ['CreateCacheEntry', { status: 403 }, 'answered 403'],
      ['CreateCacheEntry', { hangs: true }, 'is too slow'],
      ['PUT', { status: 503 }, 'answered 503'],
      ['FinalizeCacheEntryUpload', { status: 500 }, 'answered 500'],
    ];
    for (const [kind, fault, said] of faults) {
      cache.fault = (each) => (each === kind ? fault : undefined);
      const { exitCode, output } = await job.step('save', ['--timeout', '5s']);
      expect(linesOf(output)).toEqual([expect.stringContaining(said)]);
      expect(output).toContain('nothing of this job is stored');
      expect(exitCode).toBe(0);
    }
    cache.fault = () => undefined;
    expect((await job.step('save')).output).toContain('1 object');
    expect(await job.end()).toContain('nothing new to store');
    expect(await taken(main, '1')).toEqual(['body']);
  });

  it.each<[string, Partial<RunFacts>, string]>([
    ['a fork, whose token only reads', { writes: false }, 'because this run may only read'],
    [
      'a fork whose token says otherwise',
      { writes: false, pretends: pull(9) },
      'because cache write denied',
    ],
    ['a run for strangers', { ...main, event: 'pull_request_target' }, 'pull_request_target only'],
  ])('and keeps nothing of %s, with one line', async (_title, facts, said) => {
    await keep(main, { 1: 'of main' });
    const job = await GithubJob.start(cache, { ...pull(9), ...facts });
    expect(await job.take('1')).toBe('of main');
    await job.store('2', 'of a stranger');
    expect(linesOf(await job.end())).toEqual([expect.stringContaining(said)]);
    expect(cache.entries.ready).toHaveLength(1);
  });

  it('without a cache where the runner has none', async () => {
    const job = await GithubJob.start(cache, main, { ACTIONS_RUNTIME_TOKEN: '' });
    const said = 'because ACTIONS_RUNTIME_TOKEN is not set';
    expect(linesOf(job.output)).toEqual([expect.stringContaining(said)]);
    expect(job.variables).toEqual({});
    expect(await job.end()).toContain(said);
  });
});

describe('the token of a job', () => {
  it('is its own, is never shown, and the server knows no other secret', async () => {
    const first = await GithubJob.start(cache, main);
    const second = await GithubJob.start(cache, main);
    const { token } = first.access;
    expect(token).not.toBe(second.access.token);
    expect(await second.take('1')).toBe(404);
    const stranger = await fetch(`${second.access.url}/v1/cache/1`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(stranger.status).toBe(401);
    const folder = join(first.temporary, 'nx-signal-cache');
    const pid = readFileSync(join(folder, 'server.pid'), 'utf8');
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
    expect(environment).not.toContain(first.environment['ACTIONS_RUNTIME_TOKEN']);
    expect(environment).not.toContain(token);
    const log = readFileSync(join(folder, 'server.log'), 'utf8');
    // What the runner takes for itself, so that no later line shows it.
    const shown = first.output.replace(`::add-mask::${token}`, '');
    for (const text of [shown, log]) expect(text).not.toContain(token);
    expect(await first.end()).toContain('nothing new');
    expect(await second.end()).toContain('nothing new');
    expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});
