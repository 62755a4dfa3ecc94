import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from '../../../setup/run.mjs';
import { ours } from './ours.mjs';

/** The server out of a commit, built beside the clone with the packages that are installed in it. */
function buildAt(commit, folder) {
  const partial = `${folder}.new`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const archive = join(partial, 'source.tar');
  const paths = ['packages/cache-server', 'tsconfig.base.json'];
  run('git', ['archive', '--output', archive, commit, ...paths], { cwd: repository });
  run('tar', ['-xf', archive, '-C', partial]);
  symlinkSync(join(repository, 'node_modules'), join(partial, 'node_modules'));
  const own = join(repository, 'packages', 'cache-server', 'node_modules');
  const target = join(partial, 'packages', 'cache-server');
  if (existsSync(own)) symlinkSync(own, join(target, 'node_modules'));
  run('npx', ['tsc', '-b'], { cwd: target });
  renameSync(partial, folder);
}

/**
 * Our server as it was at a commit.
 *
 * @param {string} revision
 */
export function oursAt(revision) {
  const commit = run('git', ['rev-parse', '--short=7', revision], {
    cwd: repository,
  }).stdout.trim();
  const folder = join(repository, '.cache', 'bench', `cache-server-${commit}`);
  return {
    ...ours,
    id: 'before',
    title: `the same at ${commit}`,
    install() {
      if (!existsSync(folder)) buildAt(commit, folder);
    },
    start(data, port) {
      const { command, args } = ours.start(data, port);
      const program = join(folder, 'packages', 'cache-server', 'dist', 'main.cjs');
      return { command, args: [program, ...args.slice(1)] };
    },
  };
}
