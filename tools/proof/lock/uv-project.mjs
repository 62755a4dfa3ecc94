import { execFile } from 'node:child_process';
import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'smol-toml';

const execute = promisify(execFile);

/** The uv to compare with: `$UV`, else the one on PATH. */
export const uv = process.env.UV ?? 'uv';

async function run(command, parts, options = {}) {
  const { stdout } = await execute(command, parts, { maxBuffer: 64 * 1024 * 1024, ...options });
  return stdout;
}

/** Serves a folder's files while `work(address)` runs. */
async function serving(folder, work) {
  const server = createServer((request, response) => {
    const file = createReadStream(join(folder, request.url ?? ''));
    file.on('error', () => response.writeHead(404).end());
    file.pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${server.address().port}`);
  } finally {
    server.close();
  }
}

function writeFiles(folder, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Writes a workspace into a folder, locks it with uv, and calls `work` with the lock's text. */
export async function locked({ files, prepare }, folder, work) {
  writeFiles(folder, files);
  const edit = (path, change) =>
    writeFileSync(join(folder, path), change(readFileSync(join(folder, path), 'utf8')));
  return serving(folder, async (address) => {
    await prepare?.({ folder, run, uv, address, edit });
    await run(uv, ['lock', '--quiet'], { cwd: folder });
    return work(readFileSync(join(folder, 'uv.lock'), 'utf8'));
  });
}

/**
 * The third-party packages that uv exports from the lock, as `name==version`, sorted. Projects in
 * folders are left out: they are this workspace's own, or as good as.
 */
export async function exported(folder, flags) {
  const format = ['export', '--frozen', '--quiet', '--no-emit-workspace'];
  const text = await run(uv, [...format, '--format', 'pylock.toml', ...flags], { cwd: folder });
  const packages = (parse(text).packages ?? []).filter(({ directory }) => directory === undefined);
  return [...new Set(packages.map(({ name, version }) => `${name}==${version}`))].sort();
}
