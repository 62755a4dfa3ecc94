import { directoryOf } from '../paths.js';

/** What lies directly in each folder: names of folders, and of Python modules without their ending. */
export class FolderNames {
  readonly #names = new Map<string, Set<string>>();

  /** @param files - relative to the workspace root, as far as they tell folders and modules */
  constructor(files: Iterable<string>) {
    for (const file of files) {
      const module = /([^/]+)\.pyi?$/.exec(file)?.[1];
      const folder = directoryOf(file);
      this.#folder(folder);
      if (module !== undefined) this.#names.get(folder)?.add(module);
    }
  }

  #folder(folder: string): void {
    if (this.#names.has(folder)) return;
    this.#names.set(folder, new Set());
    if (folder === '.') return;
    const parent = directoryOf(folder);
    this.#folder(parent);
    this.#names.get(parent)?.add(folder.slice(folder.lastIndexOf('/') + 1));
  }

  /** Folders that a path or a pattern stands for, sorted. */
  matching(pattern: string): string[] {
    if (!/[*?[]/.test(pattern)) return this.#names.has(pattern) ? [pattern] : [];
    const expression = globExpression(pattern);
    return [...this.#names.keys()].filter((folder) => expression.test(folder)).sort();
  }

  /** Whether there is such a folder or Python file. */
  has(path: string): boolean {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.pyi?$/, '');
    return this.#names.get(directoryOf(path))?.has(name) ?? false;
  }

  /** Names in a folder, sorted. */
  in(folder: string): string[] {
    return [...(this.#names.get(folder) ?? [])].sort();
  }
}

/** A pattern of Rust's `glob`, as far as it is about folders. */
export function globExpression(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('**/', '\0')
    .replaceAll('**', '\x01')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]')
    .replaceAll('\0', '(?:.*/)?')
    .replaceAll('\x01', '.*')
    .replaceAll('[!', '[^');
  return new RegExp(`^${source}$`);
}
