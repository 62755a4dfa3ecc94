/**
 * The node executable of a major version, installed below .cache from the npm package of that name where it is not
 * the one that runs this, or the one that NX_SIGNAL_NODE names. As a program it prints the path:
 *
 *     node tools/setup/install-node.mjs 24
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { main, repository, run } from './run.mjs';

function isOf(major, executable) {
  const { stdout } = run(executable, ['--version'], { allowFailure: true });
  return stdout.startsWith(`v${major}.`);
}

/** @param {number} major */
export function installNode(major) {
  const known = [process.execPath, process.env.NX_SIGNAL_NODE].filter(Boolean);
  const usable = known.find((executable) => isOf(major, executable));
  if (usable) return usable;
  const folder = join(repository, '.cache', `node-${major}`);
  const executable = join(folder, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(executable)) return executable;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  // Its install script puts the platform's executable in place.
  const quiet = ['--no-audit', '--no-fund', '--foreground-scripts'];
  run('npm', ['install', ...quiet, `node@${major}`], { cwd: folder });
  return executable;
}

if (process.argv[1] === import.meta.filename)
  main(() => process.stdout.write(installNode(Number(process.argv[2]))));
