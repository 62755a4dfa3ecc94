import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from '../harness/workspace.js';

describe('rename, move and remove, in examples/shop', () => {
  let shop: Workspace;
  beforeAll(async () => {
    shop = await Workspace.create({ shop: true });
  });
  afterAll(() => shop.dispose());

  const generate = (...args: string[]) =>
    shop.nx(['g', `@nx-signal/python:${args[0]}`, ...args.slice(1)]);

  async function expectGreen() {
    const { exitCode, output } = await shop.nx([
      'run-many',
      '-t',
      'signal',
      'confidence',
      'test:contract',
    ]);
    expect(exitCode, output).toBe(0);
    expect((await shop.run('uv', ['lock', '--check'])).exitCode).toBe(0);
  }

  it('renames a library that others import', async () => {
    const { exitCode, output } = await generate('rename', 'models', 'zz-domain');
    expect(exitCode, output).toBe(0);
    await shop.commit('rename');
    expect(shop.has('libs/models')).toBe(false);
    const { output: left } = await shop.run('git', [
      'grep',
      '-nw',
      'models',
      '--',
      '*.py',
      '*.toml',
    ]);
    expect(left).not.toMatch(/import|dependencies|sources/);
    expect(shop.read('services/api/pyproject.toml')).toContain('# From pytest 9.2 on');
    await expectGreen();
  });

  it('renames an extension with its native module, and a service with its Dockerfile', async () => {
    await generate('rename', 'pricing', 'tariff');
    await generate('rename', 'api', 'gateway');
    await shop.commit('rename');
    expect(shop.read('services/gateway/Dockerfile')).toContain('"gateway.app:create_app"');
    expect(shop.read('services/gateway/Dockerfile')).toContain('--package gateway');
    await expectGreen();
    const report = shop.read('dist/reports/tariff/test-unit/junit.xml');
    expect(report).toContain('skipped="0"');
  });

  it('moves a project, out of the globs of the workspace', async () => {
    const { exitCode, output } = await generate('move', 'worker', 'backend/jobs/worker');
    expect(exitCode, output).toBe(0);
    await shop.commit('move');
    expect(shop.has('services/worker')).toBe(false);
    expect(shop.read('pyproject.toml')).toContain('"backend/jobs/worker"');
    await expectGreen();
  });

  it('changes nothing when there is nothing to change', async () => {
    const { output } = await generate('move', 'worker', 'backend/jobs/worker');
    expect(output).toContain('worker is in backend/jobs/worker already: nothing to change.');
    expect((await shop.run('git', ['status', '--short'])).output).toBe('');
  });

  it('refuses to remove what others need, and says who and where', async () => {
    const { exitCode, output } = await generate('remove', 'zz-domain');
    expect(exitCode).toBe(1);
    expect(output).toContain('error [PROJECT_NEEDED]: zz-domain is needed by other projects:');
    expect(output).toContain('worker declares it in backend/jobs/worker/pyproject.toml');
    expect(output).toMatch(/imports it in .*directory\.py:\d+/);
    expect((await shop.run('git', ['status', '--short'])).output).toBe('');
  });

  it('removes what nobody needs', async () => {
    const { exitCode, output } = await generate('remove', 'worker');
    expect(exitCode, output).toBe(0);
    await shop.commit('remove');
    expect(shop.has('backend')).toBe(false);
    expect(shop.read('pyproject.toml')).not.toContain('backend');
    await expectGreen();
  });

  it('removes by force, and lists what is left to do', async () => {
    const { exitCode, output } = await generate('remove', 'tariff', '--force');
    expect(exitCode, output).toBe(0);
    expect(output).toMatch(/gateway still imports tariff:\s+services\/gateway\/src/);
    expect(shop.read('services/gateway/pyproject.toml')).not.toContain('tariff');
    expect((await shop.run('uv', ['lock', '--check'])).exitCode).toBe(0);
  });
});
