import { join } from 'node:path';
import { joinPath } from '../paths.js';
import { type Pyproject, parsePyproject } from '../toml/pyproject.js';
import type { ConfigFiles } from './config-lookup.js';
import { pathInRepository, repositoryFoldersAbove } from './folders-above.js';
import { readText } from './read-text.js';

/**
 * Configuration as it is on disk now. Which file a tool reads is looked up when the tool runs rather
 * than kept in the target: there, a new file would change every project's configuration. Each file is
 * parsed once.
 */
export function configFilesOnDisk(workspaceRoot: string): ConfigFiles {
  const text = (file: string) => readText(join(workspaceRoot, file));
  const parse = (directory: string) => {
    const file = joinPath(directory, 'pyproject.toml');
    const content = text(file);
    try {
      return content === undefined ? undefined : parsePyproject(file, content);
    } catch {
      // The graph reports it; a tool that reads the file says so itself.
      return undefined;
    }
  };
  const parsed = new Map<string, Pyproject | undefined>();
  return {
    above: repositoryFoldersAbove(workspaceRoot),
    inRepository: pathInRepository(workspaceRoot),
    text,
    pyproject: (directory) => {
      if (!parsed.has(directory)) parsed.set(directory, parse(directory));
      return parsed.get(directory);
    },
  };
}
