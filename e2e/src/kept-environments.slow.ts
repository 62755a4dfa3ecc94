import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idnaProject, unlockedFiles } from './harness/idna-projects.js';
import { Workspace } from './harness/workspace.js';

describe('what Poetry, PDM and hatch keep elsewhere', () => {
  let workspace: Workspace;
  let env: Record<string, string>;
  const inFolder = async (folder: string, command: string, ...args: string[]) => {
    const text = `cd ${folder} && exec ${command} ${args.join(' ')}`;
    const { exitCode, output } = await workspace.run('sh', ['-c', text], env);
    expect(exitCode, output).toBe(0);
    return output.trim().split('\n').at(-1) ?? '';
  };
  const install = async (python: string, idna: string) => {
    const args = [
      'pip',
      'install',
      '--quiet',
      '--python',
      python,
      `idna==${idna}`,
      'pytest==9.2.0',
    ];
    expect((await workspace.run('uv', args)).exitCode).toBe(0);
  };
  beforeAll(async () => {
    workspace = await Workspace.create({
      files: {
        ...unlockedFiles,
        ...idnaProject('poem', '[tool.poetry]\npackage-mode = false\n'),
        ...idnaProject('pad', '[tool.pdm]\ndistribution = false\n'),
        ...idnaProject('egg', '[tool.hatch.envs.default]\nskip-install = true\n'),
      },
    });
    const kept = join(workspace.root, '.nx/kept');
    const managers = join(workspace.root, '.nx/managers');
    env = {
      PATH: `${join(managers, 'bin')}:${process.env['PATH']}`,
      POETRY_VIRTUALENVS_PATH: kept,
      POETRY_VIRTUALENVS_IN_PROJECT: 'false',
      PDM_VENV_IN_PROJECT: 'false',
      PDM_CHECK_UPDATE: 'false',
      HATCH_DATA_DIR: kept,
    };
    await workspace.run('uv', ['venv', '--quiet', managers]);
    const args = ['pip', 'install', '--quiet', '--python', managers, 'poetry', 'pdm', 'hatch'];
    expect((await workspace.run('uv', args)).exitCode).toBe(0);
  });
  afterAll(() => workspace.dispose());

  const python = (folder: string) => join(folder, 'bin', 'python');
  it.each<[string, () => Promise<string>]>([
    [
      'poem',
      async () => {
        await inFolder('poem', 'poetry', 'env', 'use', 'python3');
        return python(await inFolder('poem', 'poetry', 'env', 'info', '--path'));
      },
    ],
    [
      'pad',
      async () => {
        await inFolder('pad', 'pdm', 'venv', 'create', '--name', `e2e${process.pid}`);
        const folder = await inFolder('pad', 'pdm', 'venv', '--path', `e2e${process.pid}`);
        await inFolder('pad', 'pdm', 'use', '--first', python(folder));
        return python(folder);
      },
    ],
    [
      'egg',
      async () => {
        await inFolder('egg', 'hatch', 'env', 'create');
        return python(await inFolder('egg', 'hatch', 'env', 'find'));
      },
    ],
  ])('%s', async (name, make) => {
    const made = await make();
    await install(made, '3.6');
    const test = () => workspace.nx(['run', `${name}:test:unit`], { env });
    const first = await test();
    expect(first.exitCode, first.output).toBe(0);
    expect(first.output).toContain('Using the environment');
    expect((await test()).tasks[`${name}:test:unit`]).toBe('cached');
    await install(made, '3.7');
    expect((await test()).output).toContain("assert '3.7' == '3.6'");
  });
});
