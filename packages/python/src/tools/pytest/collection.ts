import { parse } from 'smol-toml';
import { shellPattern } from '../../globs.js';
import { directoryOf } from '../../paths.js';
import type { ConfigFiles } from '../../settings/config-lookup.js';
import { iniSections } from '../../settings/ini-sections.js';
import { iniValues } from '../../settings/ini-values.js';
import { shellWords } from '../../settings/shell-words.js';
import { asTable, type Table, valueAt } from '../../toml/pyproject.js';

/** What pytest's settings say about which files it collects. */
export interface CollectionSettings {
  /** Paths or globs it starts from, relative to the project; none where it starts from the project. */
  testpaths: readonly string[];
  /** Whether a file, relative to the project, counts as one of tests. */
  isTestFile: (file: string) => boolean;
  /** Whether it passes a file by, whatever its name: by `norecursedirs`, or by `--ignore` in `addopts`. */
  isPassedOver: (file: string) => boolean;
}

const usualFiles = ['test_*.py', '*_test.py'];

const usualSkipped = [
  ...['*.egg', '.*', '_darcs', 'build', 'CVS', 'dist', 'node_modules', 'venv', '{arch}'],
];

/** Sections by the file's name, as pytest looks for them. */
const sections: Readonly<Record<string, string>> = {
  'setup.cfg': 'tool:pytest',
  'tox.ini': 'pytest',
  'pytest.ini': 'pytest',
  '.pytest.ini': 'pytest',
};

function parsed(text: string): Table {
  try {
    return parse(text) as Table;
  } catch {
    // Pytest says it itself.
    return {};
  }
}

/** The settings in the file that pytest follows. */
function readSettings(file: string, files: ConfigFiles): Table {
  const name = file.slice(file.lastIndexOf('/') + 1);
  if (name === 'pyproject.toml') {
    const pytest = asTable(valueAt(files.pyproject(directoryOf(file))?.data ?? {}, 'tool.pytest'));
    return { ...asTable(pytest['ini_options']), ...pytest };
  }
  const text = files.text(file) ?? '';
  if (name.endsWith('.toml')) return asTable(parsed(text)['pytest']);
  return iniValues(iniSections(text).get(sections[name] ?? 'pytest') ?? '');
}

/** A list, which files of the INI form write as words. */
function words(value: unknown): string[] | undefined {
  if (typeof value === 'string') return shellWords(value);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

/** A pattern with a slash is for the end of the path, any other for the last name. */
function pathMatcher(patterns: readonly string[]): (path: string) => boolean {
  const named = patterns.filter((pattern) => !pattern.includes('/')).map(shellPattern);
  const placed = patterns
    .filter((pattern) => pattern.includes('/'))
    .map((pattern) => shellPattern(`*/${pattern}`));
  return (path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    return (
      named.some((expression) => expression.test(name)) ||
      placed.some((expression) => expression.test(`/${path}`))
    );
  };
}

/** Values of an option in `addopts`, written as one word or as two. */
function optionValues(addopts: readonly string[], option: string): string[] {
  return addopts.flatMap((word, index) => {
    if (word.startsWith(`${option}=`)) return [word.slice(option.length + 1)];
    const next = addopts[index + 1];
    return word === option && next !== undefined ? [next] : [];
  });
}

const withoutSlashes = (path: string) => path.replace(/^\.\//, '').replace(/\/+$/, '');

/** Whether a file, or a folder above it, is one that arguments leave out. */
function ignoreMatcher(addopts: readonly string[]): (path: string) => boolean {
  const paths = new Set(optionValues(addopts, '--ignore').map(withoutSlashes));
  const globs = optionValues(addopts, '--ignore-glob').map((glob) =>
    shellPattern(withoutSlashes(glob)),
  );
  return (path) => paths.has(path) || globs.some((glob) => glob.test(path));
}

/** A path and the folders above it, without the project's own. */
function steps(file: string): string[] {
  const parts = file.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/**
 * Reads what pytest, started in a project's folder, would collect.
 *
 * @param project - folder of the project
 * @param file - where pytest finds its settings; `testpaths` count only in the folder it runs in
 */
export function collectionSettings(
  project: string,
  file: string | undefined,
  files: ConfigFiles,
): CollectionSettings {
  const settings = file === undefined ? {} : readSettings(file, files);
  const isOwn = file !== undefined && directoryOf(file) === project;
  const skips = pathMatcher(words(settings['norecursedirs']) ?? usualSkipped);
  const ignores = ignoreMatcher(words(settings['addopts']) ?? []);
  return {
    testpaths: isOwn ? (words(settings['testpaths']) ?? []).map(withoutSlashes) : [],
    isTestFile: pathMatcher(words(settings['python_files']) ?? usualFiles),
    isPassedOver: (path) => {
      const all = steps(path);
      return all.some(ignores) || all.slice(0, -1).some(skips);
    },
  };
}
