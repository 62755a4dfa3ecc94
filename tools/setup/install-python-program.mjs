/**
 * Installs a program from PyPI into an environment of its own below .cache, once, and prints its path:
 *
 *     node tools/setup/install-python-program.mjs 'moto[server]' 5.2.5 moto_server
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installUv } from './prepare.mjs';
import { main, repository, run } from './run.mjs';

main(() => {
  const [distribution, version, name] = process.argv.slice(2);
  const folder = join(repository, '.cache', `${name}-${version}`);
  const program = join(folder, 'bin', name);
  if (!existsSync(program)) {
    installUv();
    run('uv', ['venv', '--quiet', '--allow-existing', folder]);
    const python = ['--python', folder];
    run('uv', ['pip', 'install', '--quiet', ...python, `${distribution}==${version}`]);
  }
  process.stdout.write(program);
});
