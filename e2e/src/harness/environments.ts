import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { execa } from 'execa';
import { repository } from './paths.js';

const store = join(repository, '.cache', 'e2e');
const manifests = new Set(['pyproject.toml', 'uv.toml', 'setup.py', 'setup.cfg', 'uv.lock']);

/** Scripts are small; programs such as ruff are not read to look for a path. */
const scriptLimit = 64 * 1024;

async function output(command: string, args: string[], cwd: string): Promise<string> {
  return (await execa(command, args, { cwd })).stdout;
}

let known: Promise<string> | undefined;

/** What decides a lock or an environment besides manifests: uv, the interpreter, their settings. */
function machine(): Promise<string> {
  const variables = Object.entries(process.env).filter(([name]) => name.startsWith('UV_'));
  known ??= Promise.all([
    output('uv', ['--version'], tmpdir()),
    output('uv', ['python', 'find'], tmpdir()),
    output('uv', ['python', 'find', '--show-version'], tmpdir()),
  ]).then((facts) => JSON.stringify([...facts, ...variables.sort()]));
  return known;
}

function digest(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 32);
}

async function readManifests(root: string): Promise<string[]> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = (await output('git', args, root)).split('\0');
  return files
    .filter((file) => manifests.has(basename(file)) && existsSync(join(root, file)))
    .sort()
    .flatMap((file) => [file, readFileSync(join(root, file), 'utf8')]);
}

/** Writes a file that is whole whenever it is there: suites run side by side. */
function keep(source: string, target: string): void {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, `${target}.${process.pid}`);
  renameSync(`${target}.${process.pid}`, target);
}

/**
 * Brings the uv.lock of a folder up to date. The same manifests get the lock that they got before,
 * unless a build would have to say what they need, or a wheel made by the test is among them, whose hash is
 * another each time.
 */
export async function lockOnce(root: string): Promise<void> {
  const texts = await readManifests(root);
  const kept = join(store, 'locks', digest([await machine(), ...texts]));
  const dynamic = texts.some(
    (text, index) => texts[index - 1] !== 'uv.lock' && /^dynamic\s*=|\.whl\b/m.test(text),
  );
  if (!dynamic && existsSync(kept)) return copyFileSync(kept, join(root, 'uv.lock'));
  await execa('uv', ['lock', '--quiet'], { cwd: root });
  if (!dynamic) keep(join(root, 'uv.lock'), kept);
}

/** Packages from the index, at the versions that a lock says. */
async function lockedPackages(root: string): Promise<string[]> {
  const plain = ['--no-emit-workspace', '--no-hashes', '--no-header', '--no-annotate'];
  const args = ['export', '--quiet', '--frozen', '--all-packages', ...plain];
  const { stdout, exitCode } = await execa('uv', args, { cwd: root, reject: false });
  // What cannot be exported, such as members in conflict, is left to those whom it is about.
  if (exitCode !== 0) return [];
  return stdout.split('\n').filter((line) => /^[\w.-]+(?:\[[^\]]*\])?==/.test(line));
}

/** Holds the path that the scripts of an environment were written for. */
const madeAt = '.made-at';

/** Makes an environment with these packages at a path of its own. */
async function makeEnvironment(folder: string, packages: readonly string[]): Promise<boolean> {
  const list = `${folder}.txt`;
  writeFileSync(list, packages.join('\n'));
  await execa('uv', ['venv', '--quiet', folder]);
  const install = ['pip', 'install', '--quiet', '--no-deps', '--compile-bytecode'];
  const args = [...install, '--python', folder, '--requirements', list];
  // What cannot be installed is left to those whom it is about, too.
  if ((await execa('uv', args, { reject: false })).exitCode !== 0) return false;
  writeFileSync(join(folder, madeAt), folder);
  return true;
}

/** The environment with these packages, made when it is asked for first. */
async function environmentOf(packages: readonly string[]): Promise<string | undefined> {
  const kept = join(store, 'environments', digest([await machine(), ...packages]));
  if (existsSync(kept)) return kept;
  mkdirSync(dirname(kept), { recursive: true });
  const partial = mkdtempSync(join(dirname(kept), 'partial-'));
  const made = join(partial, '.venv');
  try {
    if (!(await makeEnvironment(made, packages))) return undefined;
    renameSync(made, kept);
  } catch (error) {
    // Of two suites that make the same, the first to be done wins.
    if (!existsSync(kept)) throw error;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return kept;
}

/** Gives a linked environment files of its own where a path stands in them, or where tests write. */
function settle(target: string): void {
  const path = readFileSync(join(target, madeAt), 'utf8');
  rmSync(join(target, madeAt));
  const own = (file: string, mode: number) => {
    const text = readFileSync(file, 'utf8');
    if (!text.includes(path) && basename(file) !== 'pyvenv.cfg') return;
    rmSync(file);
    writeFileSync(file, text.replaceAll(path, target), { mode });
  };
  own(join(target, 'pyvenv.cfg'), 0o644);
  for (const entry of readdirSync(join(target, 'bin'), { withFileTypes: true })) {
    const file = join(target, 'bin', entry.name);
    if (entry.isFile() && statSync(file).size <= scriptLimit) own(file, 0o755);
  }
}

/**
 * Gives a locked workspace the packages of its environment, linked to ones that were made before. What
 * is left for the plugin is what it does after every change: to look, and to install the members.
 */
export async function linkEnvironment(root: string): Promise<void> {
  const packages = await lockedPackages(root);
  if (packages.length === 0) return;
  const original = await environmentOf(packages);
  if (original === undefined) return;
  const target = join(root, '.venv');
  const linked = await execa('cp', ['-al', original, target], { reject: false });
  if (linked.exitCode !== 0) {
    // Links do not reach another file system.
    rmSync(target, { recursive: true, force: true });
    await execa('cp', ['-a', original, target]);
  }
  settle(target);
}
