import { describe, expect, it } from 'vitest';
import type { WorkspaceOptions } from '../options/schema.js';
import { shop } from '../testing/shop.js';
import { type Texts, targetsOf } from '../testing/workspace.js';

const of = (more: Texts = {}, options: WorkspaceOptions = {}) =>
  targetsOf({ ...shop, ...more }, 'services/api', options);
const withOptions = (options: object) => of({}, { targets: { 'docker-build': options } });
const inputsOf = (options: object) => withOptions(options)['docker-build']?.inputs ?? [];

describe('a project with a Dockerfile', () => {
  it('has a target that waits for its signal', () => {
    expect(of()['docker-build']).toMatchObject({
      executor: '@nx-signal/python:docker-build',
      cache: false,
      dependsOn: [{ projects: ['.'], target: 'python-inputs' }, 'signal'],
      outputs: ['{workspaceRoot}/dist/reports/{projectName}/docker-build'],
      options: {
        dockerfile: 'Dockerfile',
        environment: '.',
        context: 'pruned',
        report: 'dist/reports/{projectName}/docker-build',
      },
    });
  });

  it('has one for each', () => {
    const targets = of({ 'services/api/admin.Dockerfile': '', 'services/api/Dockerfile.old': '' });
    const names = Object.keys(targets).filter((name) => name.startsWith('docker-build'));
    expect(names.sort()).toEqual(['docker-build', 'docker-build:admin']);
    expect(targets['docker-build:admin']).toMatchObject({
      outputs: ['{workspaceRoot}/dist/reports/{projectName}/docker-build-admin'],
      options: { dockerfile: 'admin.Dockerfile' },
    });
  });

  it('can do without', () => {
    expect(Object.keys(of({}, { targets: { 'docker-build': false } }))).not.toContain(
      'docker-build',
    );
  });

  it('can call it otherwise, and builds without a signal that it does not have', () => {
    const targets = of(
      { 'services/api/image.Dockerfile': '' },
      { targets: { 'docker-build': { name: 'image' }, signal: false } },
    );
    expect(targets['image']?.dependsOn).toEqual([{ projects: ['.'], target: 'python-inputs' }]);
    expect(Object.keys(targets)).toContain('image:image');
  });
});

it('a project without one has no such target', () => {
  expect(Object.keys(targetsOf(shop, 'libs/core'))).not.toContain('docker-build');
});

describe('an image is replayed by Nx only where its inputs alone decide the result', () => {
  const rows: [options: object, cached: boolean][] = [
    [{}, false],
    [{ tags: ['a:{contextHash}'] }, false],
    [{ archive: true }, true],
    [{ push: true }, false],
    [{ push: true, archive: true }, false],
    [{ push: true, tags: ['r.test/a:{contextHash}'] }, true],
    [{ push: true, tags: ['r.test/a:{version}-{shortSha}'] }, true],
    [{ push: true, tags: ['r.test/a:{contextHash}', 'r.test/a:latest'] }, false],
  ];
  it.each(rows)('%j: %s', (options, cached) => {
    expect(withOptions(options)['docker-build']?.cache).toBe(cached);
  });
});

describe('the image’s hash', () => {
  it('is made of the closure’s production files, the lock’s part, and what tells the builder', () => {
    expect(of()['docker-build']?.inputs).toEqual([
      'pyImage',
      '^pyImage',
      { externalDependencies: ['lock:api', 'python-config:uv above services'] },
      '{workspaceRoot}/services/api/Dockerfile',
      '{workspaceRoot}/services/api/Dockerfile.dockerignore',
      '{workspaceRoot}/services/api/.dockerignore',
      '{workspaceRoot}/services/.dockerignore',
      '{workspaceRoot}/.dockerignore',
      { externalDependencies: ['nx-signal:platform', 'nx-signal:plugin'] },
      { dependentTasksOutputFiles: '**/.nx-python-inputs' },
    ]);
  });

  const rows: [options: object, input: unknown, contained: boolean][] = [
    [{ context: 'workspace' }, '{workspaceRoot}/**/*', true],
    [{ context: 'project' }, '{projectRoot}/**/*', true],
    [{ files: ['proto/**/*'] }, '{workspaceRoot}/proto/**/*', true],
    [{ buildArgs: { A: 'x-{env.RELEASE}' } }, { env: 'RELEASE' }, true],
    [{ tags: ['a:{shortSha}'] }, { runtime: 'git rev-parse --short HEAD' }, true],
    [{ labels: { revision: '{shortSha}' } }, { runtime: 'git rev-parse --short HEAD' }, true],
    [{ tags: ['a:{contextHash}'] }, { runtime: 'git rev-parse --short HEAD' }, false],
    [{ env: ['STAGE'] }, { env: 'STAGE' }, true],
    [{ secrets: { token: 'env:TOKEN' } }, { env: 'TOKEN' }, false],
    [
      { platforms: ['linux/arm64'] },
      { externalDependencies: ['nx-signal:platform', 'nx-signal:plugin'] },
      false,
    ],
  ];
  it.each(rows)('with %j: %j is an input: %s', (options, input, contained) => {
    if (contained) expect(inputsOf(options)).toContainEqual(input);
    else expect(inputsOf(options)).not.toContainEqual(input);
  });

  it('sends the project’s folder where there is no lock to prune', () => {
    const { 'uv.lock': _, ...unlocked } = shop;
    expect(targetsOf(unlocked, 'services/api')['docker-build']?.options).toMatchObject({
      context: 'project',
    });
  });
});
