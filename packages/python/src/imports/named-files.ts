import { deriveLayout } from './layout.js';
import { type ModuleFile, moduleFiles } from './module-files.js';

/** A project as far as the names of its modules go. */
export interface NamedProject {
  directory: string;
  pythonFiles: readonly string[];
  /** What decides its layout; nothing when its pyproject.toml cannot be read. */
  manifest: { text: string; data: unknown } | undefined;
}

interface Named {
  key: string;
  files: ModuleFile[];
}

/** Names of modules by project; kept between graphs, since few projects change at a time. */
const named = new Map<string, Named>();

/** The files of a project with the names that they can be imported by. */
export function namedFiles({ directory, pythonFiles, manifest }: NamedProject): ModuleFile[] {
  const key = `${manifest?.text ?? ''}\0${pythonFiles.join('\0')}`;
  const known = named.get(directory);
  if (known?.key === key) return known.files;
  const layout = deriveLayout(pythonFiles, manifest?.data ?? {});
  const files = moduleFiles(pythonFiles, layout, directory === '.' ? '' : directory);
  named.set(directory, { key, files });
  return files;
}
