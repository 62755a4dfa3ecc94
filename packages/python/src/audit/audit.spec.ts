import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { auditInput } from '../fingerprint/audit-input.js';
import type { AuditOptions } from '../options/schema.js';
import { setVariables } from '../testing/set-variables.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { graphOf, type Texts } from '../testing/workspace.js';
import type { PythonGraph } from '../workspace/python-graph.js';
import type { Advisory } from './advisory.js';
import { auditProject } from './audit-project.js';
import { Finder } from './findings.js';
import { writeKeys } from './keys.js';
import { packagesOf } from './packages.js';
import { publicPackages } from './refresh.js';
import { refreshKeys } from './refresh-keys.js';
import { remedyFor } from './remedy.js';
import { type SnapshotFacts, writeSnapshot } from './snapshot.js';
import { auditFolder, openSnapshot, storeSnapshot } from './snapshot-store.js';
import { currentSnapshot } from './source.js';
import { auditText } from './words.js';

const registry = 'source = { registry = "https://pypi.org/simple" }';
const lock = `version = 1
requires-python = ">=3.11"

[[package]]
name = "api"
version = "1"
source = { virtual = "api" }
dependencies = [{ name = "lib" }, { name = "web" }]

[package.optional-dependencies]
fast = [{ name = "fast" }]

[package.dev-dependencies]
dev = [{ name = "deep" }]

[[package]]
name = "lib"
version = "1"
source = { virtual = "lib" }
dependencies = [{ name = "secret" }, { name = "web" }]

[[package]]
name = "web"
version = "2.0"
${registry}
dependencies = [{ name = "deep" }]

[[package]]
name = "deep"
version = "1.5"
${registry}

[[package]]
name = "fast"
version = "1.0"
${registry}

[[package]]
name = "secret"
version = "1.0"
source = { registry = "https://user:word@pypi.acme.example/simple" }

[[package]]
name = "forked"
version = "1.0"
source = { git = "https://example.com/forked?rev=1#abc" }
`;

const texts: Texts = {
  'pyproject.toml': '[tool.uv.workspace]\nmembers = ["api", "lib"]',
  'uv.lock': lock,
  'api/pyproject.toml': '[project]\nname = "api"\ndependencies = ["lib", "web"]',
  'lib/pyproject.toml': '[project]\nname = "lib"\ndependencies = ["secret", "web"]',
};

const graph = (audit: AuditOptions = {}) => graphOf(texts, { audit });

const advisory = (id: string, more: Partial<Advisory> = {}): Advisory => ({
  id,
  aliases: [],
  summary: '',
  ranges: [[{ introduced: '0' }, { fixed: '3' }]],
  versions: [],
  ...more,
});

let root: string;
beforeEach(() => {
  root = temporaryFolder();
  setVariables({ NX_WORKSPACE_DATA_DIRECTORY: undefined, NX_SIGNAL_AUDIT_DATABASE: undefined });
});

const now = Math.floor(Date.now() / 1000);

function store(packages: Record<string, Advisory[]>, more: Partial<SnapshotFacts> = {}) {
  const facts = { kind: 'database' as const, source: 'db', asOf: now, unreadable: [], ...more };
  return storeSnapshot(root, writeSnapshot(facts, new Map(Object.entries(packages))));
}

function audit(name: string, ofGraph: PythonGraph = graph()) {
  const snapshot = openSnapshot(root);
  const facts = ofGraph.workspace.projects.find((project) => project.name === name);
  if (!snapshot || !facts) throw new Error('there is nothing to audit');
  const packages = packagesOf(facts, ofGraph) ?? [];
  const finder = new Finder(snapshot);
  finder.load(packages);
  const base = { facts, packages, isAnyPublic: true, lock: 'uv.lock', snapshot, finder, now };
  const request = { ...base, licenceOf: () => undefined };
  return { result: auditProject(request), facts };
}

const found = (name: string) =>
  audit(name).result.findings.map((finding) =>
    [finding.ids.join('+'), finding.package?.path.join(' > '), finding.fixed].join(', '),
  );

describe('findings', () => {
  it('are of the own closure, by the shortest way, extras and groups included', () => {
    store({ deep: [advisory('D')], fast: [advisory('F')], unused: [advisory('U')] });
    expect(found('api')).toEqual(['F, api[fast] > fast, 3', 'D, api:dev > deep, 3']);
    expect(found('lib')).toEqual(['D, lib > web > deep, 3']);
  });

  it('of one vulnerability are one, with the release that mends all of it', () => {
    const ranges = [[{ introduced: '0' }, { fixed: '2.5' }]];
    store({
      web: [
        advisory('PYSEC-1', { aliases: ['CVE-1'], severity: 'medium' }),
        advisory('GHSA-1', { aliases: ['CVE-1'], severity: 'high', ranges }),
        advisory('X-2', { ranges }),
        advisory('Z', { aliases: ['CVE-1', 'CVE-9'], ranges: [[{ introduced: '9' }]] }),
      ],
    });
    expect(found('lib')).toEqual(['GHSA-1+PYSEC-1+CVE-1, lib > web, 3', 'X-2, lib > web, 2.5']);
    expect(audit('lib').result.findings[0]?.severity).toBe('high');
  });

  it('name whoever asks for the package', () => {
    store({ deep: [advisory('D')], web: [advisory('W')], secret: [advisory('S')] });
    const ofGraph = graph();
    const { result, facts } = audit('api', ofGraph);
    const locked = ofGraph.locks.get('.')?.lock;
    const remedies = result.findings.map(
      (finding) => locked && remedyFor(finding, facts, locked, ofGraph.workspace.projects),
    );
    expect(remedies.sort()).toEqual([
      "uv add --package api 'web>=3'",
      "uv add --package api --group dev 'deep>=3'",
      "uv add --package lib 'secret>=3'",
    ]);
  });

  it('of what an index has taken back go by a policy of their own', () => {
    const release = {
      release: 'yanked' as const,
      ranges: [],
      versions: ['2.0'],
      summary: 'broken',
    };
    const asked = { kind: 'service' as const, releases: true };
    store({ 'web@2.0': [advisory('YANKED-web-2.0', release)], 'deep@1.5': [] }, asked);
    const outcomes = (releases: AuditOptions['releases'], more: AuditOptions = {}) =>
      audit('lib', graph({ releases, ...more })).result.findings.map(({ outcome }) => outcome);
    expect(outcomes('ignore')).toEqual([]);
    expect(outcomes('warn')).toEqual(['warn']);
    expect(outcomes('fail')).toEqual(['fail']);
    const ignore = [{ id: 'yanked-web-2.0', reason: 'Pinned.', expires: '2999-01-01' }];
    expect(outcomes('fail', { ignore })).toEqual(['ignored']);
    const { result } = audit('lib', graph({ releases: 'fail' }));
    const text = auditText(result, false, () => undefined);
    expect(text).toContain('lib has 1 release withdrawn from an index among');
    expect(text).toContain(
      'error: web 2.0 was yanked from its index (YANKED-web-2.0)\n  broken\n  through lib → web\n\n',
    );
  });

  it('say that no index was asked, where a database has none asked', () => {
    store({});
    const { result } = audit('lib', graph({ releases: 'fail' }));
    const text = auditText(result, false, () => undefined);
    expect(text).toContain('No index was asked for withdrawn releases.');
    expect(audit('lib').result.indexesAsked).toBeUndefined();
  });

  it('need another snapshot where indexes were not asked for the one there is', () => {
    const source = 'https://api.osv.dev';
    store({}, { kind: 'service', source });
    expect(currentSnapshot(root, graph())).toBeDefined();
    expect(currentSnapshot(root, graph({ releases: 'warn' }))).toBeUndefined();
    store({}, { kind: 'service', source, releases: true });
    expect(currentSnapshot(root, graph({ releases: 'warn' }))).toBeDefined();
  });

  it('may be about anything where a record cannot be read', () => {
    store({ x: [] }, { unreadable: [{ id: 'X', reason: 'it is not JSON' }] });
    expect(audit('lib').result.findings).toMatchObject([{ outcome: 'fail', package: undefined }]);
  });
});

describe('names of private packages', () => {
  it('are not sent', () => {
    expect(publicPackages(graph()).map(({ name }) => name)).toEqual(['deep', 'fast', 'web']);
  });

  it('are sent where their index is said to be public', () => {
    const publicIndexes = ['https://pypi.acme.example'];
    expect(publicPackages(graph({ publicIndexes })).map(({ name }) => name)).toContain('secret');
  });

  it('are told, and looked up in a database', () => {
    const service = { 'web@2.0': [], 'deep@1.5': [], 'fast@1.0': [] };
    store(service, { kind: 'service' });
    expect(audit('lib').result).toMatchObject({
      audited: 2,
      notAudited: [{ name: 'secret', version: '1.0' }],
    });
    store({ secret: [advisory('S')] });
    expect(audit('lib').result).toMatchObject({ audited: 3, notAudited: [] });
  });
});

it('a package that nobody has answered for is no green', () => {
  store({ 'web@2.0': [] }, { kind: 'service' });
  expect(() => audit('lib')).toThrow('did not answer for deep 1.5');
});

describe('the part of a project in its hash', () => {
  const print = (directory: string, env: Record<string, string> = {}) =>
    execFileSync('sh', ['-c', auditInput(directory, 'linux').runtime], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], ...env },
    }).trim();
  const key = (directory = 'lib', ofGraph = graph()) => {
    writeKeys(root, ofGraph, openSnapshot(root), now);
    return print(directory);
  };

  it('moves with the advisories that touch it, and with no others', () => {
    store({ web: [advisory('W')], other: [] });
    const before = key();
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(print('lib')).toBe(before);
    store(
      { web: [advisory('W')], other: [advisory('O')], fast: [advisory('F')] },
      { asOf: now - 60 },
    );
    expect(key()).toBe(before);
    expect(key('api')).not.toBe(before);
    store({ web: [advisory('W', { severity: 'high' })] });
    expect(key()).not.toBe(before);
  });

  it('is never the same twice without advisories, when they are stale, and for another database', () => {
    expect(key()).toMatch(/^none at/);
    store({ web: [advisory('W')] }, { asOf: now - 25 * 3600 });
    expect(key()).toMatch(/^none at/);
    expect(key('lib', graph({ maxAge: 26 }))).toMatch(/^[0-9a-f]{16}$/);
    expect(print('lib', { NX_SIGNAL_AUDIT_DATABASE: '/other' })).toMatch(/^none at/);
    rmSync(auditFolder(root), { recursive: true });
    expect(print('lib')).toMatch(/^none at/);
    expect(new Set([print('lib'), print('lib')]).size).toBe(2);
  });

  it('is that of the database which a variable names', () => {
    store({ web: [advisory('W')] });
    setVariables({ NX_SIGNAL_AUDIT_DATABASE: '/a b' });
    key();
    expect(print('lib', { NX_SIGNAL_AUDIT_DATABASE: '/a b' })).toMatch(/^[0-9a-f]{16}$/);
    expect(print('lib')).toMatch(/^none at/);
  });

  it('is none where a package was not asked for', () => {
    store({ 'web@2.0': [] }, { kind: 'service' });
    expect(key()).toMatch(/^none at/);
    store({ 'web@2.0': [], 'deep@1.5': [] }, { kind: 'service' });
    expect(key()).toMatch(/^[0-9a-f]{16}$/);
    expect(key('api')).toMatch(/^none at/);
  });

  it('ends when an advisory is no longer ignored', () => {
    store({ web: [advisory('W')] });
    const today = new Date(now * 1000).toISOString().slice(0, 10);
    const ignore = (expires: string) => graph({ ignore: [{ id: 'W', reason: 'x', expires }] });
    const until = (ofGraph: PythonGraph) => {
      writeKeys(root, ofGraph, openSnapshot(root), now);
      return Number(readFileSync(join(auditFolder(root), 'keys', 'lib.key'), 'utf8').split(' ')[0]);
    };
    expect(until(ignore('2099-01-01'))).toBe(now + 24 * 3600);
    expect(until(ignore(today))).toBeLessThanOrEqual(now + 24 * 3600);
    expect(until(ignore(today))).toBe(Date.parse(`${today}T24:00:00Z`) / 1000);
    const over = key('lib', ignore('2026-01-01'));
    expect(over).not.toBe(key('lib', ignore('2099-01-01')));
  });
});

describe('a database on this machine', () => {
  const record = (id: string, name: string) =>
    JSON.stringify({
      id,
      modified: new Date(now * 1000).toISOString(),
      affected: [{ package: { ecosystem: 'PyPI', name }, versions: ['2.0'] }],
    });
  const write = (name: string, text: string) => {
    mkdirSync(join(root, 'db/deep'), { recursive: true });
    writeFileSync(join(root, 'db/deep', name), text);
  };
  const ofFolder = graph({ database: 'db' });
  const key = async (ofGraph = ofFolder) => {
    await refreshKeys(root, ofGraph);
    return readFileSync(join(auditFolder(root), 'keys', 'lib.key'), 'utf8');
  };

  it('is read when a graph is made, and again when a file in it changed or went', async () => {
    write('one.json', record('ONE', 'web'));
    const before = await key();
    expect(before).toMatch(/^\d+ [0-9a-f]{16}\n$/);
    write('two.json', record('TWO', 'web'));
    const after = await key();
    expect(after).not.toBe(before);
    rmSync(join(root, 'db/deep/two.json'));
    expect(await key()).toBe(before);
    rmSync(join(root, 'db'), { recursive: true });
    expect(await key()).toBe('0\n');
  });

  it('that cannot be read leaves nothing to replay, and no graph fails', async () => {
    write('one.json', record('ONE', 'web'));
    await key();
    write('one.json', 'no JSON');
    expect(await key()).toBe('0\n');
    expect(await key(graph({ database: 'missing.zip' }))).toBe('0\n');
  });
});

describe('a snapshot', () => {
  it('that is not whole is none', () => {
    store({ web: [advisory('W')] });
    const name = readFileSync(join(auditFolder(root), 'snapshot.json'), 'utf8');
    const { file } = JSON.parse(name) as { file: string };
    rmSync(join(auditFolder(root), `${file}.jsonl`));
    expect(openSnapshot(root)).toBeUndefined();
  });
});
