import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import remoteCacheGenerator from './generator.js';
import { remoteCacheSchema } from './schema.js';

const server = 'https://cache.example.com/';
const repository = 'acme/shop';

let tree: Tree;
beforeEach(() => {
  tree = createTreeWithEmptyWorkspace();
  vi.spyOn(logger, 'info').mockImplementation(() => undefined);
});

const read = (file: string) => tree.read(file, 'utf8') ?? '';

describe('the generator remote-cache', () => {
  it('writes what laptops, CI and the server need', async () => {
    await remoteCacheGenerator(tree, { server, repository });
    expect(read('.env.example')).toContain(
      'NX_SELF_HOSTED_REMOTE_CACHE_SERVER=https://cache.example.com\n',
    );
    expect(read('.gitignore').split('\n')).toContain('.env.local');
    expect(read('.github/actions/remote-cache/step.mjs')).toContain("call('login', '--server'");
    const { devDependencies } = JSON.parse(read('package.json'));
    expect(devDependencies['@nx-signal/cache-server']).toMatch(/^\d+\.\d+\.\d+/);
    expect(JSON.parse(read('nx-signal-cache.json'))).toEqual({
      auth: {
        oidc: [
          {
            provider: 'github',
            audience: 'https://cache.example.com',
            rules: [
              {
                when: {
                  repository: 'acme/shop',
                  ref: 'refs/heads/main',
                  event_name: ['push', 'schedule', 'workflow_dispatch'],
                },
                scope: 'shared',
              },
              { when: { repository: 'acme/shop' }, scope: 'own' },
            ],
          },
        ],
      },
    });
  });

  it('adds its step to the workflow that is there', async () => {
    const workflow =
      'permissions:\n  contents: read\n  actions: read\n\njobs:\n  signal:\n    steps:\n' +
      '      - name: Install\n        run: npm ci\n      - run: npx nx affected -t signal\n';
    tree.write('.github/workflows/ci.yml', workflow);
    await remoteCacheGenerator(tree, { server, repository });
    const changed = read('.github/workflows/ci.yml');
    expect(changed).toContain(
      'run: npm ci\n      - name: Remote cache\n        uses: ./.github/actions/remote-cache\n',
    );
    expect(changed).toContain('          server: https://cache.example.com\n      - run: npx nx');
    expect(vi.mocked(logger.info).mock.lastCall?.[0]).not.toContain('.github/workflows');
  });

  it('takes GitLab where its pipeline is', async () => {
    tree.write('.gitlab-ci.yml', '');
    await remoteCacheGenerator(tree, { server, repository, branch: 'trunk' });
    expect(read('.gitlab/remote-cache.yml')).toContain('NX_SIGNAL_CACHE_TOKEN');
    expect(read('nx-signal-cache.json')).toContain('"ref": "trunk"');
    expect(tree.exists('.github')).toBe(false);
  });

  it('changes nothing the second time, and the server when it moved', async () => {
    tree.write('.env.example', 'OTHER=1');
    await remoteCacheGenerator(tree, { server, repository });
    const [example, ignored] = [read('.env.example'), read('.gitignore')];
    expect(example.startsWith('OTHER=1\n')).toBe(true);
    tree.write('.env.example', `${example}LAST=2\n`);
    await remoteCacheGenerator(tree, { server: 'https://other.example.com', repository });
    expect(read('.env.example')).toBe(
      `${example.replace('cache.example', 'other.example')}LAST=2\n`,
    );
    expect(read('.gitignore')).toBe(ignored);
  });

  it('reads the repository from git, and asks for it where there is none', async () => {
    const root = mkdtempSync(join(tmpdir(), 'nx-signal-git-'));
    onTestFinished(() => rmSync(root, { recursive: true }));
    tree.root = root;
    await expect(remoteCacheGenerator(tree, { server })).rejects.toThrow(/no remote "origin"/);
    execFileSync('git', ['init', '--quiet'], { cwd: root });
    const url = 'git@git.example.com:acme/deep/shop.git';
    execFileSync('git', ['remote', 'add', 'origin', url], { cwd: root });
    await remoteCacheGenerator(tree, { server });
    expect(read('nx-signal-cache.json')).toContain('"repository": "acme/deep/shop"');
  });

  it('refuses what is no URL', async () => {
    await expect(remoteCacheGenerator(tree, { server: 'cache' })).rejects.toThrow(
      /--server is not valid/,
    );
  });

  it('has a schema.json that says what the zod schema says', () => {
    const file = JSON.parse(readFileSync(new URL('schema.json', import.meta.url), 'utf8'));
    const { $schema: _schema, ...schema } = z.toJSONSchema(remoteCacheSchema, { io: 'input' });
    expect(file).toMatchObject(schema);
  });
});
