import { copyFile, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dataFolder } from '../data-folder.js';
import { withEnvironmentLock } from '../environment/environment-lock.js';
import { type CompilerCache, startCompilerCache } from '../native/compiler-cache.js';
import { interpreterCompilers } from '../native/interpreter-compilers.js';
import type { CompilerCounts } from '../native/sccache-stats.js';
import { normalizeName } from '../normalize-name.js';
import { isInside } from '../paths.js';
import type { ProjectManifest } from './project-manifest.js';
import { runScript } from './python-script.js';
import { commitFiles, prefixInRepository, shareHistory } from './repository.js';
import { stagesFolder, writeStage } from './stage.js';
import { runUvBuild } from './uv-build.js';

/** A project to build. Folders are relative to the workspace root. */
export interface BuildRequest {
  workspaceRoot: string;
  directory: string;
  manifest: ProjectManifest;
  /** All files that the backend may see. */
  files: readonly string[];
  /** Folders of projects whose files are among these for the build alone. */
  required: readonly string[];
  /** Where the results go. */
  output: string;
  python: string;
  /** Seconds since 1970: the time of everything in the results. */
  date: number;
  /** Versions that the requirements of the build are held to. */
  constraints: readonly string[];
  args: readonly string[];
  variables: Readonly<Record<string, string | undefined>>;
  /** Seconds until the build is stopped. */
  timeout: number;
}

/** What a build made. */
export interface Built {
  /** Names of the files, sorted. */
  files: string[];
  /** What the compiler cache did; undefined where nothing was compiled, or without one. */
  counts: CompilerCounts | undefined;
  notes: string[];
}

const artifact = /\.(?:whl|tar\.gz)$/;

/** Backends that leave the flags of the interpreter alone: what is set for setuptools would add to theirs. */
const ownFlags = /^(?:scikit_build_core|mesonpy|maturin)/;

/**
 * Symbols for debuggers, which Python's own flags ask for, hold the folders of headers, and those of a build's own
 * environment have a new name each time. setuptools takes CFLAGS in the place of all that it would take. Whoever
 * sets flags has the last word.
 */
export function flagsFor(
  backend: string,
  flags: string | undefined,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  if (flags === undefined || ownFlags.test(backend)) return {};
  const names = ['CFLAGS', 'CXXFLAGS'].filter((name) => !inherited[name]);
  // Not `-g0` behind it: sccache would still go by the places of headers.
  const plain = flags.split(/\s+/).filter((flag) => !/^-g(?:\d|gdb.*|dwarf.*)?$/.test(flag));
  return Object.fromEntries(names.map((name) => [name, plain.join(' ')]));
}

/** What compilers are called with, and the cache before them. */
interface Compilers {
  variables: Record<string, string>;
  cache: CompilerCache | undefined;
}

async function compilersFor(request: BuildRequest, stage: string): Promise<Compilers> {
  const { manifest, python, workspaceRoot } = request;
  if (!manifest.mayCompile) return { variables: {}, cache: undefined };
  const compilers = await interpreterCompilers(python, stage);
  const cache = await startCompilerCache({
    folder: join(dataFolder(workspaceRoot), 'sccache'),
    basedirs: [stage],
    backends: [manifest.backend],
    compilers,
  });
  const flags = flagsFor(manifest.backend, compilers.flags);
  return { variables: { ...flags, ...cache.variables }, cache };
}

/** The folder of the stage that stands for the workspace root, with its repository where the build asks git. */
async function makeStage(request: BuildRequest, stage: string): Promise<string> {
  const { workspaceRoot, directory, files, date, manifest } = request;
  const isShared = manifest.needOfGit === 'history';
  const prefix = isShared ? await prefixInRepository(workspaceRoot) : '';
  const root = join(stage, prefix);
  await rm(stage, { recursive: true, force: true });
  await writeStage({ workspaceRoot, directory, files, date }, root);
  if (isShared) {
    const staged = new Set(files.map((file) => `${prefix}${file}`));
    await shareHistory(stage, workspaceRoot, staged, date);
  }
  if (manifest.needOfGit === 'files') await commitFiles(join(root, directory), date);
  return root;
}

/** Takes the project out of the stage, but for projects inside it that its build requires. */
async function removeProject({ directory, files, required }: BuildRequest, root: string) {
  const inside = required.filter((folder) => isInside(folder, directory));
  const isKept = (path: string) => inside.some((folder) => isInside(path, folder));
  if (inside.length > 0) {
    for (const file of files.filter((path) => isInside(path, directory) && !isKept(path)))
      await rm(join(root, file), { force: true });
    return;
  }
  for (const name of await readdir(join(root, directory)))
    await rm(join(root, directory, name), { recursive: true, force: true });
}

/** Puts what is in the sdist in the place of the project, for the wheel. */
async function unpackSdist(request: BuildRequest, sdist: string, stage: string, root: string) {
  const { directory, python, date } = request;
  await removeProject(request, root);
  await rm(join(stage, '.git'), { recursive: true, force: true });
  const args = [sdist, String(date), join(root, directory)];
  await runScript(python, 'nx_signal_sdist.py', args, stage);
}

async function buildIn(request: BuildRequest, stage: string, out: string): Promise<Built> {
  const root = await makeStage(request, stage);
  const { variables, cache } = await compilersFor(request, stage);
  const constraints = join(out, 'constraints.txt');
  await writeFile(constraints, request.constraints.map((pin) => `${pin}\n`).join(''));
  const uv = {
    cwd: join(root, request.directory),
    out,
    python: request.python,
    constraints: request.constraints.length > 0 ? constraints : undefined,
    args: request.args,
    env: { ...request.variables, ...variables },
    timeout: request.timeout,
    project: request.directory,
    hidden: { path: root, shown: request.workspaceRoot },
  };
  let counts: CompilerCounts | undefined;
  try {
    await runUvBuild({ ...uv, format: 'sdist' });
    const [sdist = ''] = (await readdir(out)).filter((name) => name.endsWith('.tar.gz'));
    await unpackSdist(request, join(out, sdist), stage, root);
    await runUvBuild({ ...uv, format: 'wheel' });
  } finally {
    counts = await cache?.finish();
  }
  const notes = cache?.note === undefined ? [] : [cache.note];
  return {
    files: (await readdir(out)).filter((name) => artifact.test(name)).sort(),
    counts,
    notes,
  };
}

/** Puts the results in their place, from which those of earlier versions go. */
async function publishFiles(out: string, names: readonly string[], folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const name of names) await copyFile(join(out, name), join(folder, name));
}

/**
 * Builds the sdist of a project, and the wheel from the sdist. The backend sees copies of the files that the hash
 * is made of, in a folder that is the same for every checkout: nothing else can get into the results, and compilers
 * meet the same paths again.
 *
 * @throws SignalError BUILD_FAILED, TIMEOUT, UV_MISSING
 */
export async function buildProject(request: BuildRequest): Promise<Built> {
  const { manifest, directory } = request;
  const stages = await stagesFolder();
  const name = [normalizeName(manifest.name), ...directory.split('/')].join('-');
  const stage = join(stages, name);
  await mkdir(stages, { recursive: true });
  return await withEnvironmentLock(join(stages, 'locks'), stage, async () => {
    // One that was stopped has left what it had.
    const out = `${stage}.out`;
    await rm(out, { recursive: true, force: true });
    await mkdir(out);
    try {
      const built = await buildIn(request, stage, out);
      await publishFiles(out, built.files, join(request.workspaceRoot, request.output));
      return built;
    } finally {
      await rm(out, { recursive: true, force: true });
      await rm(stage, { recursive: true, force: true });
    }
  });
}
