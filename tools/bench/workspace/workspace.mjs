import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from '../../setup/run.mjs';
import { editedFile } from './files.mjs';

const rootCaches = ['.nx', '.turbo', '.moon/cache', 'dist', 'reports', 'coverage'];
const toolCaches = new Set(['.mypy_cache', '.ruff_cache', '.pytest_cache', '__pycache__']);

function removeToolCaches(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue;
    const path = join(folder, entry.name);
    if (toolCaches.has(entry.name)) rmSync(path, { recursive: true, force: true });
    else removeToolCaches(path);
  }
}

/** One contender's own copy of the generated workspace. */
export class Workspace {
  /** @param {import('./plan.mjs').Plan} plan */
  constructor(plan) {
    this.plan = plan;
    this.root = mkdtempSync(join(tmpdir(), 'nx-signal-bench-'));
  }

  read(file) {
    return readFileSync(join(this.root, file), 'utf8');
  }

  write(file, text) {
    const path = join(this.root, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  writeAll(files) {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Makes the installed packages visible; nothing is copied. */
  link(modules) {
    symlinkSync(modules, join(this.root, 'node_modules'), 'dir');
  }

  commit() {
    const git = (...args) => run('git', args, { cwd: this.root });
    git('init', '--quiet', '--initial-branch=main');
    git('add', '--all');
    const author = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.test'];
    git(...author, 'commit', '--quiet', '--message', 'Workspace');
  }

  /** Makes the environment; its own modules are compiled, so that no first run has to. */
  sync() {
    run('uv', ['sync', '--frozen', '--all-packages', '--quiet', '--compile-bytecode'], {
      cwd: this.root,
    });
  }

  /** Changes one line of a project: an edit that breaks nothing. */
  edit(project, revision) {
    const file = editedFile({ name: project });
    this.write(file, this.read(file).replace(/^REVISION = \d+$/m, `REVISION = ${revision}`));
  }

  /** Empties every cache of runners and tools. The environment stays. */
  clear() {
    for (const name of rootCaches) {
      rmSync(join(this.root, name), { recursive: true, force: true, maxRetries: 3 });
    }
    for (const name of toolCaches) rmSync(join(this.root, name), { recursive: true, force: true });
    removeToolCaches(join(this.root, 'libs'));
  }

  dispose() {
    for (let left = 20; left >= 0; left -= 1) {
      try {
        return rmSync(this.root, { recursive: true, force: true });
      } catch (error) {
        // An engine that is told of its end only by that still writes there.
        if (left === 0) throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250);
    }
  }
}
