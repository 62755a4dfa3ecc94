import { deriveLayout, isTestModule, type Layout } from './layout.js';
import { moduleUnder } from './module-root.js';

/** Files that hold tests, or what only tests need. */
const testFile = /(^|\/)(test_[^/]*|[^/]*_test|conftest|__init__)\.pyi?$/;

function topOf(file: string): string {
  return file.slice(0, Math.max(file.indexOf('/'), 0));
}

/** Top folders without anything but tests. They count as packages where nothing else says what does. */
function pureTests(files: readonly string[]): Set<string> {
  const tops = new Set(files.map(topOf));
  for (const file of files) if (!testFile.test(file)) tops.delete(topOf(file));
  // A package of one file is no folder of tests.
  const named = new Set(files.filter((file) => !/__init__\.pyi?$/.test(file)).map(topOf));
  return new Set([...tops].filter((top) => named.has(top)));
}

function isShared(file: string, { roots, testsOnly }: Layout): boolean {
  return roots.some((root) => {
    const module = moduleUnder(root, file);
    return module !== undefined && module !== '' && (testsOnly || !isTestModule(module));
  });
}

/**
 * The folders of a project, relative to it, that directly hold modules which others can import.
 *
 * @param files - Python files relative to the project
 * @param pyproject - its parsed pyproject.toml
 */
export function importableFolders(files: readonly string[], pyproject: unknown): string[] {
  const layout = deriveLayout(files, pyproject);
  const tests = pureTests(files);
  const found = new Set<string>();
  for (const file of files) {
    const slash = file.lastIndexOf('/');
    const folder = slash < 0 ? '.' : file.slice(0, slash);
    if (found.has(folder) || tests.has(topOf(file))) continue;
    if (isShared(file, layout)) found.add(folder);
  }
  return [...found].sort();
}
