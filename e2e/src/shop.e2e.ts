import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from './harness/free-port.js';
import { nodeOf } from './harness/node-versions.js';
import { type Postgres, startPostgres } from './harness/postgres.js';
import { processesIn, until } from './harness/processes.js';
import { Workspace } from './harness/workspace.js';

const members = ['lint', 'typecheck', 'test:unit', 'audit'] as const;

function signalOf(...projects: string[]): string[] {
  return projects.flatMap((project) => members.map((target) => `${project}:${target}`)).sort();
}

function withOutcome(tasks: Record<string, string>, outcome: string): string[] {
  return Object.keys(tasks)
    .filter((id) => tasks[id] === outcome)
    .sort();
}

/** The stage table of the last run: what stands behind each name. */
async function stagesOf(workspace: Workspace): Promise<Record<string, string>> {
  const { output } = await workspace.nxSignal(['report']);
  const rows = output.split('\n').map((line) => line.split(/ {2,}/));
  return Object.fromEntries(rows.map(([name = '', ...cells]) => [name, cells.join(' | ')]));
}

describe('examples/shop, on the oldest Node', () => {
  let shop: Workspace;
  beforeAll(async () => {
    shop = await Workspace.create({ shop: true, isolated: true, node: await nodeOf(20) });
  });
  afterAll(() => shop.dispose());

  it('lists its projects with no environment, no uv and no network', async () => {
    const { exitCode, output } = await shop.nx(['show', 'projects', '--json'], {
      env: { PATH: '/usr/bin:/bin', UV_OFFLINE: '1' },
    });
    expect(exitCode).toBe(0);
    expect(JSON.parse(output).sort()).toEqual(['api', 'models', 'pricing', 'shop', 'worker']);
    expect(shop.has('.venv')).toBe(false);
  });

  it('runs the whole signal when nothing is cached', async () => {
    // Audits of a snapshot that is there replay as all else does.
    expect(await shop.nxSignal(['audit'])).toMatchObject({ exitCode: 0 });
    const { exitCode, tasks, output } = await shop.nx(['run-many', '-t', 'signal']);
    expect(withOutcome(tasks, 'ran'), output).toEqual(
      signalOf('api', 'models', 'pricing', 'worker'),
    );
    expect(exitCode).toBe(0);
    const stages = await stagesOf(shop);
    expect(stages).toMatchObject({
      Checkout: 'not measured | not measured',
      'Setup uv': 'not measured | not measured',
      'Install deps': expect.stringMatching(
        /^[\d.]+ s \| \d+ environments? \| \d+ made: .* \| done$/,
      ),
    });
    for (const name of ['Lint', 'Typecheck', 'Unit tests', 'Security audit'])
      expect(stages[name]).toMatch(/^[\d.]+ s \| 4 tasks \| 4 ran \| green$/);
  });

  it('replays all of it when nothing changed', async () => {
    const { exitCode, tasks } = await shop.nx(['run-many', '-t', 'signal']);
    expect(withOutcome(tasks, 'cached')).toEqual(signalOf('api', 'models', 'pricing', 'worker'));
    expect(exitCode).toBe(0);
    const stages = await stagesOf(shop);
    expect(stages['Install deps']).toBe('0.00 s | not needed');
    for (const name of ['Lint', 'Typecheck', 'Unit tests', 'Security audit'])
      expect(stages[name]).toBe('0.00 s | 4 tasks | 4 local | green');
  });

  it('runs the four tests of TestUserModel and replays them', async () => {
    const report = 'dist/reports/models/test-unit/junit.xml';
    const replayed = await shop.nx(['run', 'models:test:unit']);
    expect(replayed.tasks).toEqual({ 'models:test:unit': 'cached' });
    shop.remove('dist');
    await shop.nx(['run', 'models:test:unit']);
    const tests = [...shop.read(report).matchAll(/<testcase classname="([^"]+)" name="([^"]+)"/g)];
    expect(tests.map(([, suite, name]) => `${suite?.split('.').at(-1)}.${name}`)).toEqual([
      'TestUserModel.test_user_creation',
      'TestUserModel.test_user_defaults',
      'TestUserModel.test_create_default_user',
      'TestUserModel.test_user_to_dict',
    ]);
  });

  it('reaches what depends on an edited library, and nothing else', async () => {
    const source = 'libs/pricing/src/pricing/quote.py';
    shop.write(source, `# A remark.\n${shop.read(source)}`);
    const { tasks, exitCode } = await shop.nx(['affected', '-t', 'signal']);
    await shop.git('checkout', '--', '.');
    expect(exitCode).toBe(0);
    expect(Object.keys(tasks).sort()).toEqual(signalOf('api', 'pricing'));
    const untouched = ['api:audit', 'api:lint', 'pricing:audit'];
    expect(withOutcome(tasks, 'cached')).toEqual(untouched);
  });

  it('needs no environment as long as everything is cached', async () => {
    shop.remove('.venv');
    const { tasks } = await shop.nx(['run-many', '-t', 'signal']);
    expect(withOutcome(tasks, 'cached')).toEqual(signalOf('api', 'models', 'pricing', 'worker'));
    expect(shop.has('.venv')).toBe(false);
  });

  it('audits its lock, says as of when, and fails the one service with a vulnerable package', async () => {
    const audit = () => shop.nx(['run-many', '-t', 'audit'], { env: { UV_OFFLINE: '1' } });
    const { output } = await audit();
    expect(output).toMatch(/\d+ packages audited, with advisories of 2024-07-11 17:21 UTC/);
    const lock = shop.read('uv.lock');
    const idna = /(?<=name = "idna"\nversion = ")[^"]+/;
    shop.write('uv.lock', lock.replace(idna, '3.6'));
    const { tasks, output: text } = await audit();
    await shop.git('checkout', '--', '.');
    expect(withOutcome(tasks, 'failed'), text).toEqual(['api:audit']);
    expect(text).toContain('error: idna 3.6 is affected by PYSEC-2024-60 (CVE-2024-3651)');
    expect(text).toMatch(/through api\S* → .*idna\n/);
  });

  it('fixes in place, every time it is asked', async () => {
    shop.append('libs/models/src/models/user.py', '\nx  =  1\n');
    const { exitCode, tasks } = await shop.nx(['run', 'models:fix']);
    expect(exitCode).toBe(0);
    expect(tasks).toEqual({ 'models:fix': 'ran' });
    expect(shop.read('libs/models/src/models/user.py')).toContain('\nx = 1\n');
    expect((await shop.nx(['run', 'models:fix'])).tasks).toEqual({ 'models:fix': 'ran' });
    await shop.git('checkout', '--', '.');
  });

  it('serves until it is stopped, and leaves nothing of a server that follows edits', async () => {
    const port = await freePort();
    const nx = join(shop.root, 'node_modules/nx/dist/bin/nx.js');
    const run = execa(process.execPath, [nx, 'serve', 'api', '--', '--port', String(port)], {
      cwd: shop.root,
      env: {
        ...{ NX_DAEMON: 'false', NX_TUI: 'false', NX_NO_CLOUD: 'true', CI: '' },
        NX_CACHE_DIRECTORY: join(shop.root, '.nx/cache'),
      },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    const health = async () => {
      try {
        return (await fetch(`http://127.0.0.1:${port}/health`)).status;
      } catch {
        return undefined;
      }
    };
    expect(await until(health, 'the api answers')).toBe(200);
    run.kill('SIGINT');
    const { all } = await run;
    const left = async () => await processesIn(join(shop.root, '.venv'));
    await until(async () => (await left()).length === 0, 'the server is gone', 30);
    expect(await health(), all).toBeUndefined();
  });

  it('runs integration and contract tests on SQLite', async () => {
    const { exitCode, tasks, output } = await shop.nx([
      'run-many',
      '-t',
      'confidence',
      'test:contract',
    ]);
    expect(tasks, output).toEqual({ 'api:test:integration': 'ran', 'api:test:contract': 'ran' });
    expect(exitCode).toBe(0);
  });

  describe('with PostgreSQL', () => {
    let postgres: Postgres;
    beforeAll(async () => {
      postgres = await startPostgres();
    });
    afterAll(() => postgres.stop());

    it('runs the integration tests against it, since DATABASE_URL is an input', async () => {
      const env = { DATABASE_URL: postgres.url };
      const first = await shop.nx(['run', 'api:test:integration'], { env });
      expect(first.tasks, first.output).toEqual({ 'api:test:integration': 'ran' });
      expect(first.exitCode).toBe(0);
      expect(shop.read('dist/reports/api/test-integration/junit.xml')).toContain('postgresql');
      expect((await shop.nx(['run', 'api:test:integration'], { env })).tasks).toEqual({
        'api:test:integration': 'cached',
      });
    });
  });
});
