import type { Pyproject } from '../toml/pyproject.js';
import { buildKind } from './build-kind.js';

/** Names of files that settings have a version written to, such as `src/api/_version.py`. */
const versionFiles = /["']([^"'\n]*version[^"'/\n]*\.pyi?)["']/gi;

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/**
 * Tells which ignored modules of a project its own build makes: those are made again when what they are made
 * of changes, and a version that moves with every commit is nothing that tests go by.
 */
export function madeByBuild(
  { text, data }: Pick<Pyproject, 'text' | 'data'>,
  textOf: (file: string) => string | undefined,
): (module: string) => boolean {
  if (buildKind({ data, text: textOf }) === 'scripted') return () => true;
  const settings = `${text}\n${textOf('setup.cfg') ?? ''}`;
  const versions = new Set(
    [...settings.matchAll(versionFiles)].map(([, path = '']) => nameOf(path)),
  );
  return (module) => versions.has(nameOf(module));
}
