import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { pythonFiles } from '../../proof/imports/environment.mjs';
import { measure } from '../../proof/imports/measure.mjs';
import { repository } from '../../setup/run.mjs';

/** Times the import scanner on one core, over the standard library and a large environment. */
export async function measureScanner() {
  const compiled = join(repository, 'packages', 'python', 'dist', 'imports', 'scan.js');
  const { scanImports } = await import(pathToFileURL(compiled).href);
  const directory = join(repository, '.cache', 'proof', 'imports');
  mkdirSync(directory, { recursive: true });
  const sources = pythonFiles(directory).map((file) => readFileSync(file));
  const { bytes, median, fastest } = measure(sources, scanImports);
  return { id: 'scanner', title: 'Import scanner', files: sources.length, bytes, median, fastest };
}

/** The figures as cells, the head included. */
export function scannerTable({ files, bytes, median, fastest }) {
  return [
    ['', 'files', 'MB', 'median', 'best'],
    [
      'standard library and site-packages, one core',
      String(files),
      (bytes / 1e6).toFixed(0),
      `${median.toFixed(0)} MB/s`,
      `${fastest.toFixed(0)} MB/s`,
    ],
  ];
}
