import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, describe, expect, it } from 'vitest';
import { repository } from '../setup/run.mjs';
import { contents } from './contents.mjs';

const folder = mkdtempSync(join(tmpdir(), 'packages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const folderOf = (name) => join(repository, 'packages', name);
const manifestOf = (name) => JSON.parse(readFileSync(join(folderOf(name), 'package.json'), 'utf8'));

/** The tarball as it would be published, and the paths in it. */
function pack(name) {
  const output = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: folderOf(name),
    encoding: 'utf8',
  });
  const [{ filename, files }] = Object.values(JSON.parse(output));
  return { tarball: join(folder, filename), paths: files.map(({ path }) => path) };
}

/** The file that a path of the manifest leads to, without `./`. */
const targets = (value) =>
  typeof value === 'string' ? [value] : Object.values(value ?? {}).flatMap(targets);

describe.each(Object.keys(contents))('the package of packages/%s', (name) => {
  const { tarball, paths } = pack(name);
  const manifest = manifestOf(name);

  it('holds what its list names, and nothing else', () => {
    const counts = contents[name].map(({ pattern, most }) => {
      const count = paths.filter((path) => pattern.test(path)).length;
      return { pattern: String(pattern), fits: count > 0 && count <= most };
    });
    expect(counts.filter(({ fits }) => !fits)).toEqual([]);
    const known = (path) => contents[name].some(({ pattern }) => pattern.test(path));
    expect(paths.filter((path) => !known(path))).toEqual([]);
  });

  it('has every file that its manifests lead to', () => {
    const { exports, bin, main, types } = manifest;
    const named = [exports, bin, main, types].flatMap(targets);
    for (const list of ['executors', 'generators']) {
      if (!manifest[list]) continue;
      const entries = JSON.parse(readFileSync(join(folderOf(name), manifest[list]), 'utf8'))[list];
      for (const { implementation, batchImplementation, factory, schema } of Object.values(entries))
        named.push(...[implementation, batchImplementation, factory, schema].filter(Boolean));
    }
    const missing = named
      .map((path) => path.replace(/^\.\//, '').replace(/#.*$/, ''))
      .filter((path) => !paths.includes(path));
    expect(missing).toEqual([]);
  });

  it('holds no code of others', () => {
    const maps = paths.filter((path) => path.endsWith('.map'));
    const sources = maps.flatMap(
      (path) => JSON.parse(readFileSync(join(folderOf(name), path), 'utf8')).sources,
    );
    expect(sources.filter((path) => !/^(?:\.\.\/)+src\//.test(path))).toEqual([]);
  });

  it('is what a registry asks for', () => {
    expect(manifest).toMatchObject({
      license: 'MIT',
      homepage: expect.stringMatching(/^https:/),
      bugs: { url: expect.stringMatching(/^https:/) },
      repository: { url: expect.stringMatching(/^git\+https:/), directory: `packages/${name}` },
      publishConfig: { access: 'public', provenance: true },
    });
    expect(Object.keys(manifest.dependencies)).not.toContain('nx');
    expect(manifest.peerDependencies).toBeUndefined();
  });

  it('passes publint', { timeout: 60_000 }, async () => {
    const { buffer } = new Uint8Array(readFileSync(tarball));
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('has types that resolve', { timeout: 60_000 }, async () => {
    const checked = createPackageFromTarballData(new Uint8Array(readFileSync(tarball)));
    const { problems = [] } = await checkPackage(checked, { entrypoints: typedExports(manifest) });
    const real = problems.filter(
      ({ kind, resolutionKind }) =>
        // Every supported Node can `require` an ES module, which is how Nx loads the plugin, and knows `exports`.
        kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10',
    );
    expect(real).toEqual([]);
  });
});

function typedExports({ exports }) {
  return Object.entries(exports)
    .filter(([, value]) => value.types)
    .map(([path]) => path);
}

it('asks of the plugin’s users what Nx’s plugin registry asks for', () => {
  const { dependencies } = manifestOf('python');
  // A range as wide as what is tried, so that a workspace with its own @nx/devkit gets no second one.
  expect(dependencies['@nx/devkit']).toBe('>=23.3.0 <25');
});
