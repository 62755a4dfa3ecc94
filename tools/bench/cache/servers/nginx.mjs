import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installDebian } from '../../../setup/debian.mjs';

const program = '/usr/sbin/nginx';

function configuration(data, port) {
  // Its workers would be another user, who may not write here.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  return `${user}daemon off;
worker_processes auto;
error_log /dev/null crit;
pid ${data}/nginx.pid;
events { worker_connections 512; }
http {
  access_log off;
  client_max_body_size 0;
  client_body_temp_path ${data}/temporary;
  keepalive_requests 100000000;
  server {
    listen 127.0.0.1:${port};
    location / { root ${data}/objects; dav_methods PUT; create_full_put_path on; }
  }
}
`;
}

/** Plain files over WebDAV, as Bazel's documentation proposes: no tokens, no fsync, no digests, overwrites. */
export const nginx = {
  id: 'nginx',
  title: 'nginx WebDAV (C, no fsync)',
  install() {
    if (!existsSync(program)) installDebian(['nginx-core']);
  },
  start(data, port) {
    mkdirSync(join(data, 'objects'), { recursive: true });
    const file = join(data, 'nginx.conf');
    writeFileSync(file, configuration(data, port));
    return { command: program, args: ['-c', file, '-p', data] };
  },
  path: (number) => `/${number % 256}/${number}`,
};
