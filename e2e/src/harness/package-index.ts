import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { serve } from './image-builders.js';
import { installPythonProgram } from './python-program.js';

/** An index of packages on loopback that takes any user's uploads. */
export interface PackageIndex {
  /** Where it takes uploads. */
  uploads: string;
  /** Where it is read. */
  simple: string;
  /** Folder with what was uploaded. */
  folder: string;
  /** Names of the files in it, sorted. */
  files(): string[];
  stop(): Promise<void>;
}

/** Starts pypiserver, installed from PyPI when it is missing. */
export async function startPackageIndex(): Promise<PackageIndex> {
  const program = await installPythonProgram('pypiserver', '2.4.1', 'pypi-server');
  const folder = mkdtempSync(join(tmpdir(), 'nx-signal-index-'));
  const port = await freePort();
  const uploads = `http://127.0.0.1:${port}/`;
  const address = ['-i', '127.0.0.1', '-p', String(port)];
  const access = ['-P', '.', '-a', '.', '--hash-algo', 'sha256', '--disable-fallback'];
  const server = await serve(program, ['run', ...address, ...access, folder], () => fetch(uploads));
  return {
    uploads,
    simple: `${uploads}simple/`,
    folder,
    files: () => readdirSync(folder).sort(),
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
