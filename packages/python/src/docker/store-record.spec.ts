import { delimiter, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { BuilderName } from '../options/names.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { type ImageInputs, inputsHash } from './inputs-hash.js';
import { isInStore, readRecord, type StoreRecord, writeRecord } from './store-record.js';

const record: StoreRecord = {
  version: 1,
  tags: ['api:latest', 'api:1'],
  id: 'sha256:abc',
  digest: undefined,
  contextHash: 'c',
  inputsHash: 'i',
  builder: 'docker',
  platforms: [],
  pushed: false,
  archive: undefined,
};

const path = process.env['PATH'];
afterEach(() => {
  process.env['PATH'] = path;
});

describe('an image is in the store while all its names stand for it', () => {
  const rows: [name: BuilderName, answer: string, known: boolean][] = [
    ['docker', 'echo sha256:abc', true],
    ['buildx', 'echo sha256:abc', true],
    ['podman', 'echo abc', true],
    ['buildah', 'echo abc', true],
    ['docker', 'echo sha256:other', false],
    ['docker', 'echo "Error: No such image"; exit 1', false],
    ['docker', 'case "$5" in *latest) echo sha256:abc;; *) echo sha256:older;; esac', false],
    ['buildctl', 'echo sha256:abc', false],
  ];
  it.each(rows)('%s that says `%s`: %s', async (name, answer, known) => {
    const script = `#!/bin/sh\n${answer}\n`;
    const programs = { docker: script, podman: script, buildah: script, buildctl: script };
    process.env['PATH'] = [temporaryFolder(programs), '/usr/bin', '/bin'].join(delimiter);
    expect(await isInStore({ name, title: name, can: new Set() }, record)).toBe(known);
  });

  it('and never without an id', async () => {
    const builder = { name: 'docker' as const, title: 'docker', can: new Set<never>() };
    expect(await isInStore(builder, { ...record, id: undefined })).toBe(false);
  });
});

it('a record is read back, and one that is broken or missing is none', async () => {
  const folder = temporaryFolder({ 'broken.json': '{' });
  await writeRecord(join(folder, 'a/built.json'), record);
  expect(readRecord(join(folder, 'a/built.json'))).toMatchObject({ id: 'sha256:abc' });
  expect(readRecord(join(folder, 'broken.json'))).toBeUndefined();
  expect(readRecord(join(folder, 'none.json'))).toBeUndefined();
});

describe('the hash of an image’s inputs', () => {
  const options = {
    dockerfile: 'Dockerfile',
    environment: '.',
    report: 'r',
    context: 'pruned' as const,
  };
  const inputs: ImageInputs = {
    context: 'c',
    dockerfile: 'FROM x',
    buildArgs: { A: '1', B: '2' },
    options,
  };
  const hash = (more: Partial<ImageInputs> = {}) => inputsHash({ ...inputs, ...more });
  const withOptions = (more: object) => hash({ options: { ...options, ...more } });

  const moved: [title: string, value: string][] = [
    ['the context', hash({ context: 'd' })],
    ['the Dockerfile', hash({ dockerfile: 'FROM y' })],
    ['a build argument', hash({ buildArgs: { A: '1', B: '3' } })],
    ['a label', withOptions({ labels: { a: 'b' } })],
    ['the platforms', withOptions({ platforms: ['linux/arm64'] })],
    ['the stage', withOptions({ stage: 'build' })],
    ['the network', withOptions({ network: 'none' })],
    ['an attestation', withOptions({ provenance: true })],
    ['more arguments', withOptions({ args: ['--pull'] })],
  ];
  it.each(moved)('moves with %s', (_title, value) => {
    expect(value).not.toBe(hash());
  });

  const same: [title: string, value: string][] = [
    ['the order of build arguments', hash({ buildArgs: { B: '2', A: '1' } })],
    ['names', withOptions({ tags: ['a'] })],
    ['the layer cache', withOptions({ layerCache: 'gha' })],
    ['secrets', withOptions({ secrets: { a: 'env:A' } })],
  ];
  it.each(same)('does not move with %s', (_title, value) => {
    expect(value).toBe(hash());
  });
});
