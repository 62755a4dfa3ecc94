import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { splitCommand } from '../harness/command-line.js';
import { type Registry, startRegistry } from '../harness/registry.js';
import { Workspace } from '../harness/workspace.js';

describe('npm create nx-signal', () => {
  let registry: Registry;
  let folder: string;
  beforeAll(async () => {
    registry = await startRegistry();
    folder = mkdtempSync(join(tmpdir(), 'nx-signal-create-'));
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function create(words: string[], env: Record<string, string> = {}) {
    const result = await execa('npm', ['create', 'nx-signal@latest', ...words], {
      cwd: folder,
      env: {
        ...registry.env,
        // npm asks before it installs the program.
        npm_config_yes: 'true',
        NX_DAEMON: 'false',
        NX_NO_CLOUD: 'true',
        NO_COLOR: '1',
        FORCE_COLOR: '0',
        GIT_AUTHOR_NAME: 'e2e',
        GIT_AUTHOR_EMAIL: 'e2e@example.test',
        GIT_COMMITTER_NAME: 'e2e',
        GIT_COMMITTER_EMAIL: 'e2e@example.test',
        ...env,
      },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    return { exitCode: result.exitCode, output: result.all };
  }

  it('makes a workspace whose signal is green, and asks nothing where nobody can answer', async () => {
    const command = 'shop -- --kind service --project api --ci github --yes';
    const { exitCode, output } = await create(splitCommand(command));
    expect(exitCode, output).toBe(0);
    expect(output).toContain('shop is ready, and its signal is green.');
    expect(output).toContain('Successfully ran target signal for');
    const workspace = Workspace.open(join(folder, 'shop'));
    expect(workspace.read('.github/workflows/ci.yml')).toContain('npx --no nx affected -t signal');
    const status = await workspace.run('git', ['status', '--short']);
    expect(status.output).toBe('');
    const { tasks } = await workspace.nx(['run-many', '-t', 'confidence', 'test:contract']);
    expect(tasks).toEqual({ 'api:test:integration': 'ran', 'api:test:contract': 'ran' });
  });

  it('refuses a folder that is not empty', async () => {
    const { exitCode, output } = await create(['shop']);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/shop is not empty: it holds .+, …\./);
    expect(output).toContain('Nothing was written.');
  });

  it('refuses to start without uv', async () => {
    const bin = join(folder, 'bin');
    await execa('mkdir', ['-p', bin]);
    for (const program of ['node', 'npm', 'git', 'sh']) {
      const { stdout } = await execa('which', [program]);
      await execa('ln', ['-sf', stdout, join(bin, program)]);
    }
    const { exitCode, output } = await create(['other'], { PATH: bin });
    expect(exitCode).toBe(1);
    expect(output).toContain('error: uv is not on PATH.');
    expect(output).toContain('hint: install uv');
  });

  /** The program by itself: npm would answer signals in its place. */
  async function install(): Promise<string> {
    const tool = join(folder, 'tool');
    const args = ['install', '--no-audit', '--no-fund', '--prefix', tool, 'create-nx-signal'];
    await execa('npm', args, { env: registry.env });
    return join(tool, 'node_modules', 'create-nx-signal', 'dist', 'main.js');
  }

  it('says how to go on when a registry cannot be reached', async () => {
    const result = await execa(process.execPath, [await install(), 'late', '--ci=github'], {
      cwd: folder,
      env: { npm_config_registry: 'http://127.0.0.1:9', npm_config_fetch_retries: '0' },
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    expect(result.exitCode).toBe(1);
    expect(result.all).toContain(
      'error: npm install failed: a package registry could not be reached.',
    );
    expect(result.all).toContain(
      'hint: check the network, a proxy, and `npm config get registry`.',
    );
    expect(result.all).toContain('To continue:\n\n  cd late\n  npm install\n  npx nx g');
  });

  it('leaves a clear state when it is stopped', async () => {
    const child = execa(process.execPath, [await install(), 'half', '--yes'], {
      cwd: folder,
      env: registry.env,
      reject: false,
      all: true,
      stdin: 'ignore',
    });
    child.all.on('data', (piece: Buffer) => {
      if (String(piece).includes('- npm install')) child.kill('SIGINT');
    });
    const { exitCode, all } = await child;
    expect(exitCode).toBe(130);
    expect(all).toContain('Stopped.');
    expect(all).toContain('half is incomplete. To continue:\n\n  cd half\n  npm install');
  });
});
