import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { repository, run } from '../../../setup/run.mjs';

const version = 'v2.6.1';
const folder = join(repository, '.cache', 'cache-servers');
const program = join(folder, 'bazel-remote');

/** Built from its module, without the check that entries are Bazel's own. */
export const bazelRemote = {
  id: 'bazel-remote',
  title: `bazel-remote ${version} (Go)`,
  install() {
    if (existsSync(program)) return;
    mkdirSync(folder, { recursive: true });
    const module = `github.com/buchgr/bazel-remote/v2@${version}`;
    const { Dir } = JSON.parse(run('go', ['mod', 'download', '-json', module]).stdout);
    run('go', ['build', '-o', program, '.'], { cwd: Dir });
  },
  start(data, port) {
    const limits = ['--dir', data, '--max_size', '20'];
    const listen = ['--http_address', `127.0.0.1:${port}`, '--grpc_address', 'none'];
    const plain = ['--storage_mode', 'uncompressed', '--disable_http_ac_validation'];
    return {
      command: program,
      args: [...limits, ...listen, ...plain, '--access_log_level', 'none'],
    };
  },
  path: (number) => `/ac/${number.toString(16).padStart(64, '0')}`,
};
