import type { TypeChecker } from '../options/names.js';
import { directoryOf, isInside, joinPath } from '../paths.js';
import { type ConfigFiles, intoWorkspace, type ToolConfig } from '../settings/config-lookup.js';
import { belongsTo, isInsideProject } from '../settings/project-folder.js';
import { checkerReads, checkerScope } from './checker-settings.js';

/** How mypy and editors write the folder of the settings, against which paths count anyway. */
const ownFolder = /^\$(?:MYPY_CONFIG_FILE_DIR|\{workspaceFolder\})\//;

/** Paths that settings name, in TOML, INI and JSON alike. What is named too much does no harm. */
function namedPaths(text: string, checker: TypeChecker): string[] {
  const key = `["']?(?:${checkerReads[checker].pathKeys.join('|')})["']?`;
  const value = `\\[[^\\]]*\\]|"[^"\\n]*"|'[^'\\n]*'|[^\\s"'[][^\\n]*`;
  const settings = text.matchAll(new RegExp(`(?:^|[{,])\\s*${key}\\s*[=:]\\s*(${value})`, 'gm'));
  return [...settings].flatMap(([, found = '']) => {
    const quoted = [...found.matchAll(/["']([^"'\n]+)["']/g)].map(([, path = '']) => path);
    const all = quoted.length > 0 ? quoted : [found.trim()];
    const paths = checker === 'mypy' ? all.flatMap((path) => path.split(/[:,]/)) : all;
    return paths.map((path) => path.trim().replace(ownFolder, ''));
  });
}

/** Paths of folders and files below the root; not modules, which mypy's plugins may be, nor patterns. */
function isRelativePath(path: string): boolean {
  const isModule = /^\w+(?:\.\w+)+$/.test(path) && !/\.(?:pyi?|json|toml)$/.test(path);
  return path !== '' && !isModule && !/^[/~]|[*?{}$]|^[A-Za-z]:/.test(path);
}

/** The file with settings, and those it builds on. */
function settingsFiles({ file, above }: ToolConfig): string[] {
  const all = [file, ...above.map((part) => part.file)];
  return [...new Set(all.filter((one) => one !== undefined))];
}

function textOf(file: string, files: ConfigFiles): string {
  const pyproject = files.pyproject(directoryOf(file));
  return (pyproject?.file === file ? pyproject.text : files.text(file)) ?? '';
}

/** Patterns of what a project's settings let a checker check beside the project, whosever it is. */
function checkedBeside(
  checker: TypeChecker,
  project: string,
  config: ToolConfig,
  files: ConfigFiles,
): string[] {
  const { outside } = checkerScope(checker, project, config, files);
  return outside.flatMap((path) => [path, joinPath(path, '**/*')]);
}

/**
 * Patterns of the files that a checker reads because its settings name them, or because they are where
 * it looks: stubs, more import roots, baselines. They are inputs of their own wherever no edge of the
 * graph stands for them; the sources of other projects enter with the project that is imported.
 */
export function searchedFiles(
  checker: TypeChecker,
  project: string,
  config: ToolConfig,
  files: ConfigFiles,
): string[] {
  const base = config.file === undefined ? '.' : directoryOf(config.file);
  const named = settingsFiles(config).flatMap((file) =>
    namedPaths(textOf(file, files), checker)
      .filter(isRelativePath)
      .map((path) => intoWorkspace(joinPath(directoryOf(file), path), files)),
  );
  const paths = [...checkerReads[checker].usualPaths.map((path) => joinPath(base, path)), ...named]
    .filter((path) => !path.startsWith('..') && !isInside(path, project))
    .filter((path) => !isInsideProject(path, files));
  const more = settingsFiles(config).flatMap(
    (file) => checkerReads[checker].more?.(file, textOf(file, files), files) ?? [],
  );
  const others = more.filter((path) => !belongsTo(path, project, files));
  const patterns = [...new Set([...paths, ...others])]
    .sort()
    .flatMap((path) => patternsOf(path, project));
  return [...new Set([...patterns, ...checkedBeside(checker, project, config, files)])];
}

/** Of a folder around the project only the modules that lie in it: the rest has projects of its own. */
function patternsOf(path: string, project: string): string[] {
  if (isInside(project, path)) return [joinPath(path, '*.{py,pyi}')];
  return [path, `${path}/**/*`];
}
