import { execa } from 'execa';
import type { TestProject } from 'vitest/node';
import { installCacheServer } from '../remote-cache/installed-server.js';
import { installPackages } from './packages.js';
import { repository } from './paths.js';

/** Puts uv on PATH for all suites, as `npm test` does. */
async function installUv(): Promise<void> {
  const script = `import { installUv } from './tools/setup/prepare.mjs'; installUv(); console.log('\\n' + process.env.PATH);`;
  const { stdout } = await execa(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: repository,
  });
  process.env['PATH'] = stdout.split('\n').at(-1) ?? '';
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Whether a part of each file's tests was asked for. */
    someTests: boolean;
  }
}

export default async function setup(project: TestProject): Promise<void> {
  project.provide('someTests', Boolean(project.config.testNamePattern));
  await installUv();
  await installPackages();
  await installCacheServer();
}
