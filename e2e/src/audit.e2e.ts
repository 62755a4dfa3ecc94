import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type Behaviour,
  type OsvServer,
  realAdvisories,
  startOsvServer,
} from '../../packages/python/src/audit/testing/osv-server.js';
import { type NxRun, parseOutputs } from './harness/nx-run.js';
import { createPythonWorkspace, rootManifest } from './harness/python-workspace.js';
import type { Workspace } from './harness/workspace.js';

const kept = '.nx/workspace-data/nx-signal/audit';

/** A package of an index of the company's own, as a lock has it. */
const secret = `
[[package]]
name = "acme-secret"
version = "1.0"
source = { registry = "https://user:word@pypi.acme.example/simple" }
sdist = { url = "https://pypi.acme.example/acme-secret-1.0.tar.gz", hash = "sha256:${'0'.repeat(64)}" }
`;

let server: OsvServer;
let workspace: Workspace;

beforeAll(async () => {
  server = await startOsvServer();
  const bare = { bare: true, files: { 'x.py': 'X = 1\n' } };
  workspace = await createPythonWorkspace({
    projects: {
      api: { ...bare, dependencies: ['requests==2.25.1'] },
      shop: { ...bare, dependencies: ['six==1.17.0'] },
    },
    files: { 'pyproject.toml': rootManifest('', ['ruff==0.17.6']) },
    options: { audit: { service: server.url } },
    fresh: true,
  });
});

beforeEach(async () => {
  server.behaviour = 'usual';
  server.records = realAdvisories();
  await workspace.restore();
});

afterAll(async () => {
  await workspace.dispose();
  await server.stop();
});

const audit = (...args: string[]) => workspace.nx(['run-many', '-t', 'audit', ...args]);
const refresh = () => workspace.nxSignal(['audit']);
const textOf = ({ output }: NxRun, task: string) => parseOutputs(output)[task] ?? '';

/** Makes a real advisory about another package one about six. */
function concerning(name: string, modified = new Date().toISOString()) {
  const [record] = realAdvisories();
  if (!record) throw new Error('there are no advisories');
  const affected = [{ package: { name, ecosystem: 'PyPI' }, versions: ['1.17.0'] }];
  return { ...record, id: `PYSEC-2026-${name}`, aliases: [], modified, affected };
}

/** Makes the advisories of the workspace older than they may be. */
function age(): void {
  const file = `${kept}/snapshot.json`;
  const facts = JSON.parse(workspace.read(file)) as { asOf: number };
  workspace.write(file, JSON.stringify({ ...facts, asOf: facts.asOf - 100_000 }));
}

describe('without advisories nothing is green', () => {
  beforeEach(() => workspace.remove(kept));

  const rows: [behaviour: Behaviour, reason: string][] = [
    ['refused', 'gave no answer'],
    ['hangs', 'gave no answer: it took too long'],
    ['half', 'gave no answer: it did not answer for all packages'],
    ['redirects', 'and names are not sent there'],
  ];
  it.each(rows)('%s', async (behaviour, reason) => {
    server.behaviour = behaviour;
    const run = await workspace.nx(['run-many', '-t', 'signal']);
    expect(run.tasks).toEqual({
      'api:audit': 'failed',
      'api:lint': expect.stringMatching(/^(ran|cached)$/),
      'shop:audit': 'failed',
      'shop:lint': expect.stringMatching(/^(ran|cached)$/),
    });
    expect(textOf(run, 'shop:audit')).toContain('error [AUDIT_UNANSWERED]');
    expect(textOf(run, 'shop:audit')).toContain(reason);
    expect(workspace.has('dist/reports/shop/audit/audit.json')).toBe(false);
  });
});

it('newer advisories that cannot be had are an error', async () => {
  server.behaviour = 'too often';
  const { exitCode, output } = await refresh();
  expect(exitCode).toBe(1);
  expect(output).toContain('gave no answer: it limits the rate of requests (429)');
});

describe('with a service', () => {
  it('a vulnerable pin fails its own service, with the way to it and the command that moves it', async () => {
    const run = await audit();
    expect(run.tasks).toEqual({ 'api:audit': 'failed', 'shop:audit': 'ran' });
    const text = textOf(run, 'api:audit');
    expect(text).toContain('error: idna 2.10 is affected by PYSEC-2024-60 (CVE-2024-3651)');
    expect(text).toContain('through api → requests → idna');
    expect(text).toContain('fixed in 3.7: uv lock --upgrade-package idna');
    expect(text).toContain('through api → requests\n');
    expect(text).toContain("fixed in 2.31.0: uv add --package api 'requests>=2.31.0'");
    expect(text).toMatch(/with advisories of \d{4}-\d\d-\d\d \d\d:\d\d UTC from http:/);
    const sarif = JSON.parse(workspace.read('dist/reports/api/audit/audit.sarif'));
    const lines = workspace.read('uv.lock').split('\n');
    for (const [id, name] of Object.entries({
      'PYSEC-2024-60': 'idna',
      'PYSEC-2023-74': 'requests',
    })) {
      const found = sarif.runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === id);
      const line = found.locations[0].physicalLocation.region.startLine;
      expect(lines[line - 1]).toBe(`name = "${name}"`);
    }
  });

  it('agrees with uv audit on the whole lock', async () => {
    await audit();
    const report = JSON.parse(workspace.read('dist/reports/api/audit/audit.json'));
    const features = ['--preview-features', 'audit-command,json-output'];
    const { output } = await workspace.run('uv', [
      ...['audit', '--frozen', ...features, '--output-format', 'json'],
      ...['--service-url', server.url, '--no-progress'],
    ]);
    const { vulnerabilities } = JSON.parse(output.slice(output.indexOf('{\n'))) as {
      vulnerabilities: { dependency: { name: string }; id: string }[];
    };
    const theirs = vulnerabilities.map(({ id, dependency }) => `${dependency.name} ${id}`);
    const ours = (report.findings as { package: { name: string }; ids: string[] }[]).map(
      ({ ids, package: { name } }) => `${name} ${ids[0]}`,
    );
    expect(ours.length).toBeGreaterThan(1);
    expect(ours.sort()).toEqual(theirs.sort());
  });

  it('a new day is replayed where it has no news, and audited where it has', async () => {
    await refresh();
    await audit('-p', 'shop');
    expect((await audit('-p', 'shop')).tasks).toEqual({ 'shop:audit': 'cached' });
    age();
    server.records.push(concerning('elsewhere'));
    expect(await refresh()).toMatchObject({ exitCode: 0 });
    expect((await audit('-p', 'shop')).tasks).toEqual({ 'shop:audit': 'cached' });
    server.records.push(concerning('six'));
    await refresh();
    const run = await audit('-p', 'shop');
    expect(run.tasks).toEqual({ 'shop:audit': 'failed' });
    expect(textOf(run, 'shop:audit')).toContain('through shop → six');
    server.records.splice(-1);
    await refresh();
    expect((await audit('-p', 'shop')).tasks).toEqual({ 'shop:audit': 'cached' });
  });

  it('stale advisories warn here and fail in a pipeline, and are never replayed', async () => {
    await refresh();
    age();
    server.behaviour = 'refused';
    for (const _again of [1, 2]) {
      const run = await audit('-p', 'shop');
      expect(run.tasks).toEqual({ 'shop:audit': 'ran' });
      expect(textOf(run, 'shop:audit')).toContain('warning [AUDIT_STALE]');
    }
    const args = ['run-many', '-t', 'audit', '-p', 'shop'];
    const run = await workspace.nx(args, { env: { CI: 'true' } });
    expect(run.tasks).toEqual({ 'shop:audit': 'failed' });
    expect(textOf(run, 'shop:audit')).toContain('error [AUDIT_STALE]');
  });

  it('names of private packages are not sent, and told', async () => {
    workspace.append('uv.lock', secret);
    workspace.replace(
      'uv.lock',
      '{ name = "six" },',
      '{ name = "acme-secret" },\n    { name = "six" },',
    );
    workspace.remove(kept);
    server.requests.splice(0);
    const run = await audit('-p', 'shop');
    expect(run.tasks).toEqual({ 'shop:audit': 'ran' });
    expect(textOf(run, 'shop:audit')).toContain('Not audited: 1 package.\n  acme-secret 1.0: ');
    expect(server.requests.join('\n')).toContain('"six"');
    expect(server.requests.join('\n')).not.toMatch(/acme|word/);
  });

  it('an advisory is ignored for a while, in a project and for all', async () => {
    await refresh();
    const ignored = (id: string, expires: string) =>
      `\n[[tool.nx-signal.audit.ignore]]\nid = "${id}"\nreason = "No proxy is used."\nexpires = ${expires}\n`;
    workspace.append('pyproject.toml', ignored('CVE-2023-32681', '2099-12-31'));
    workspace.append('libs/api/pyproject.toml', ignored('PYSEC-2024-60', '2099-12-31'));
    const run = await audit();
    expect(run.tasks).toMatchObject({ 'api:audit': 'ran' });
    expect(textOf(run, 'api:audit')).toContain('ignored until 2099-12-31: No proxy is used.');
    expect((await audit()).tasks).toMatchObject({ 'api:audit': 'cached' });
    workspace.replace('libs/api/pyproject.toml', '2099-12-31', '2026-01-31');
    const over = await audit();
    expect(over.tasks).toMatchObject({ 'api:audit': 'failed' });
    expect(textOf(over, 'api:audit')).toContain('was ignored until 2026-01-31, which has passed');
  });

  it('a release that its index has yanked is told or fails, as the policy says', async () => {
    const index = createServer((_request, response) => {
      response.end(
        JSON.stringify({ files: [{ filename: 'six-1.17.0.tar.gz', yanked: 'broken' }] }),
      );
    }).listen(0, '127.0.0.1');
    await once(index, 'listening');
    try {
      const url = `http://127.0.0.1:${(index.address() as AddressInfo).port}/simple`;
      workspace.write(
        'uv.lock',
        workspace.read('uv.lock').replaceAll('https://pypi.org/simple', url),
      );
      const policy = `\n[tool.nx-signal.audit]\nreleases = "warn"\npublicIndexes = ["${url}"]\n`;
      workspace.append('pyproject.toml', policy);
      const warned = await audit('-p', 'shop');
      expect(warned.tasks).toEqual({ 'shop:audit': 'ran' });
      const told = 'six 1.17.0 was yanked from its index (YANKED-six-1.17.0)';
      expect(textOf(warned, 'shop:audit')).toContain(`warning: ${told}\n  broken\n`);
      workspace.replace('pyproject.toml', 'releases = "warn"', 'releases = "fail"');
      const failed = await audit('-p', 'shop');
      expect(failed.tasks).toEqual({ 'shop:audit': 'failed' });
      expect(textOf(failed, 'shop:audit')).toContain(`error: ${told}`);
    } finally {
      index.close();
    }
  });

  it('the daemon hears of newer advisories', async () => {
    const run = () => workspace.nx(['run-many', '-t', 'audit', '-p', 'shop'], { daemon: true });
    await refresh();
    await run();
    expect((await run()).tasks).toEqual({ 'shop:audit': 'cached' });
    server.records.push(concerning('six'));
    await refresh();
    expect((await run()).tasks).toEqual({ 'shop:audit': 'failed' });
    await workspace.nx(['daemon', '--stop']);
  });
});

describe('with a database', () => {
  const zip = `import json, zipfile
with zipfile.ZipFile("osv/all.zip", "w", zipfile.ZIP_DEFLATED) as file:
    for record in json.load(open("osv/all.json")):
        file.writestr(record["id"] + ".json", json.dumps(record))
`;
  const env = { NX_SIGNAL_AUDIT_DATABASE: 'osv/all.zip' };
  const run = () => workspace.nx(['run-many', '-t', 'audit'], { env });
  const write = async (...more: ReturnType<typeof concerning>[]) => {
    workspace.write('osv/all.json', JSON.stringify([...realAdvisories(), ...more]));
    await workspace.run('uv', ['run', '--no-project', 'python', '-c', zip]);
  };

  beforeEach(() => {
    server.behaviour = 'refused';
    server.requests.splice(0);
  });
  afterAll(() => workspace.remove('osv'));

  it('audits and replays without the network', async () => {
    await write(concerning('elsewhere'));
    expect((await run()).tasks).toEqual({ 'api:audit': 'failed', 'shop:audit': 'ran' });
    expect((await run()).tasks).toMatchObject({ 'shop:audit': 'cached' });
    await write(concerning('six'));
    expect((await run()).tasks).toMatchObject({ 'shop:audit': 'failed' });
    workspace.remove('osv/all.zip');
    expect((await run()).tasks).toMatchObject({ 'shop:audit': 'failed' });
    expect(server.requests).toEqual([]);
  });

  it('that is a folder is read again when a file in it changes', async () => {
    const inFolder = { NX_SIGNAL_AUDIT_DATABASE: 'osv/records' };
    const ask = () => workspace.nx(['run-many', '-t', 'audit', '-p', 'shop'], { env: inFolder });
    const put = (name: string) =>
      workspace.write(`osv/records/2024/${name}.json`, JSON.stringify(concerning(name)));
    put('elsewhere');
    await ask();
    expect((await ask()).tasks).toEqual({ 'shop:audit': 'cached' });
    put('six');
    expect((await ask()).tasks).toEqual({ 'shop:audit': 'failed' });
    workspace.remove('osv/records/2024/six.json');
    expect((await ask()).tasks).toEqual({ 'shop:audit': 'cached' });
  });

  it.each([
    ['is not there', 'missing.zip', undefined],
    ['is cut short', 'half.zip', 'PK\u0003\u0004'],
    ['holds nothing', 'empty', ''],
  ])('one that %s is no green', async (_title, name, content) => {
    if (content === '') workspace.write(`osv/${name}/README`, '');
    else if (content !== undefined) workspace.write(`osv/${name}`, content);
    const database = { NX_SIGNAL_AUDIT_DATABASE: `osv/${name}` };
    const { tasks, output } = await workspace.nx(['run-many', '-t', 'audit'], { env: database });
    expect(tasks).toEqual({ 'api:audit': 'failed', 'shop:audit': 'failed' });
    expect(output).toContain(`error [AUDIT_UNANSWERED]: osv/${name} gave no answer`);
  });

  it('is as old as its newest record, whatever the file says', async () => {
    await write();
    const { tasks, output } = await workspace.nx(['run-many', '-t', 'audit', '-p', 'shop'], {
      env: { ...env, CI: 'true' },
    });
    expect(tasks).toEqual({ 'shop:audit': 'failed' });
    expect(output).toContain('date from 2024-');
  });
});

it('is not there before options set it up', async () => {
  workspace.write('nx.json', JSON.stringify({ plugins: ['@nx-signal/python'], analytics: false }));
  const { output } = await workspace.nx(['show', 'project', 'shop', '--json']);
  const { targets } = JSON.parse(output.slice(output.indexOf('{')));
  expect(targets.audit).toBeUndefined();
  expect(targets.signal.metadata.description).toContain('Security audit: not set up.');
  expect((await refresh()).output).toContain('error [AUDIT_NOT_SET_UP]');
});

it('licences are what installed packages say, and one that is not known is not accepted', async () => {
  await refresh();
  const ask = async (rules: string) => {
    await workspace.restore();
    workspace.append('libs/shop/pyproject.toml', `\n[tool.nx-signal.audit.licences]\n${rules}\n`);
    const run = await workspace.nx(['run', 'shop:audit']);
    return { task: run.tasks['shop:audit'], text: textOf(run, 'shop:audit') };
  };
  workspace.remove('.venv');
  const unknown = await ask('allow = ["MIT"]');
  expect(unknown.task).toBe('failed');
  expect(unknown.text).toContain('error [AUDIT_LICENCE]: shop needs');
  expect(unknown.text).toContain('error: six 1.17.0: it is unknown');
  expect(unknown.text).toContain('through shop → six');
  const stated = await ask('allow = ["MIT"]\nstated = { six = "MIT", ruff = "MIT" }');
  expect(stated.task, stated.text).toBe('ran');
  await workspace.run('uv', ['sync', '--all-packages', '--quiet']);
  const known = await ask('allow = ["MIT"]');
  expect(known.task, known.text).toBe('ran');
  expect((await ask('allow = ["MIT"]')).task).toBe('cached');
  const denied = await ask('deny = ["MIT"]');
  expect(denied.task).toBe('failed');
  expect(denied.text).toContain('error: six 1.17.0, MIT: it is denied');
  const sarif = JSON.parse(workspace.read('dist/reports/shop/audit/audit.sarif'));
  expect(sarif.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toContain(
    'licence',
  );
});
