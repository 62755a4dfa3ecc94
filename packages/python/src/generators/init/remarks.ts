import { targetKinds } from '../../options/names.js';
import { directoryOf, joinPath, withAncestors } from '../../paths.js';
import { isRequirementsFile } from '../../project/requirements-files.js';
import type { PythonGraph } from '../../workspace/python-graph.js';
import { someOf } from './project-table.js';

/** Files of tests that no target runs, of projects and beside them. */
export function looseTestLines({ workspace }: PythonGraph, files: readonly string[]): string[] {
  const inProjects = workspace.projects.flatMap(({ directory, looseTests }) =>
    looseTests.map((file) => joinPath(directory, file)),
  );
  const folders = new Set(
    [...workspace.projects, ...workspace.broken].map(({ directory }) => directory),
  );
  const beside = files.filter(
    (file) =>
      /(^|\/)(?:test_[^/]*|[^/]*_test)\.py$/.test(file) &&
      !withAncestors(directoryOf(file)).some((folder) => folders.has(folder)),
  );
  const lines: string[] = [];
  if (inProjects.length > 0)
    lines.push(
      `${counted(inProjects.length)} to no target: ${someOf(inProjects)}.`,
      "  add a folder with pytest's testpaths, or exclude one with its norecursedirs",
    );
  if (beside.length > 0)
    lines.push(
      `${counted(beside.length)} to no project: ${someOf(beside)}.`,
      '  a pyproject.toml in their folder, even with only [tool.pytest], makes it a project',
    );
  return lines;
}

const counted = (count: number) =>
  count === 1 ? 'One test file belongs' : `${count} test files belong`;

/** Projects whose form nothing has ruff check. */
export function formatLines({ workspace }: PythonGraph): string[] {
  const unformatted = workspace.projects.filter(({ options, pythonFiles, formattedBy }) => {
    const lint = options.target('lint');
    return lint && pythonFiles.length > 0 && lint.format === undefined && formattedBy === undefined;
  });
  if (unformatted.length === 0) return [];
  return [
    `Lint checks no formatting in ${someOf(unformatted.map(({ node }) => node))}: no settings and no command have ruff format there.`,
    '  [tool.ruff.format] in a pyproject.toml, even an empty one, turns it on',
  ];
}

/** What is passed over: templates of projects, and projects that tests read. */
export function passedOverLines({ workspace }: PythonGraph): string[] {
  const { templates, specimens } = workspace;
  const what = templates.length === 1 ? 'a template' : 'templates';
  return [
    ...(templates.length > 0 ? [`Skipped, as ${what} of projects: ${someOf(templates)}`] : []),
    ...(specimens.length > 0 ? [`Skipped, as test data: ${someOf(specimens)}`] : []),
  ];
}

/**
 * Scripts of a package.json that have the name of an inferred target.
 *
 * @param read - the text of a file, relative to the root
 */
export function scriptLines(
  { workspace, nxProjects }: PythonGraph,
  read: (file: string) => string | null,
): string[] {
  const names = new Map(nxProjects.map(({ root, name, isNamed }) => [root, isNamed && name]));
  return workspace.projects.flatMap(({ directory, node, scripts, options }) => {
    const taken = targetKinds.flatMap((kind) => {
      const own = options.targetName(kind);
      const script = own.replace(/:python$/, '');
      return own !== script && scripts.includes(script) ? [{ script, own }] : [];
    });
    const file = joinPath(directory, 'package.json');
    const lines = (taken.length > 0 ? (read(file) ?? '') : '').split('\n');
    return taken.map(({ script, own }) => {
      const line = lines.findIndex((text) => text.includes(`"${script}":`)) + 1;
      return `${file}:${line} has a script "${script}", so the inferred target of ${names.get(directory) || node} is named ${own}: rename the script, or remove it from nx.includedScripts`;
    });
  });
}

const seen: readonly (readonly [RegExp, string])[] = [
  [/\.pyi?$/, 'Python'],
  [/(^|\/)pyproject\.toml$/, 'a pyproject.toml without [project]'],
  [/(^|\/)setup\.cfg$/, 'a setup.cfg that names no project'],
];

/** What there is in a repository without a project, and the smallest step from there. */
export function nothingFound(files: readonly string[], nx: string): string[] {
  const found = seen.map(
    ([pattern, what]) => [what, files.filter((file) => pattern.test(file))] as const,
  );
  const listed = files.filter(isRequirementsFile);
  const all = [...found, ['requirements without tests beside them', listed] as const];
  const [python = '', ...more] = found[0]?.[1] ?? [];
  const manifest =
    found[1]?.[1][0] ??
    joinPath([python, ...more].map(directoryOf).sort()[0] ?? '.', 'pyproject.toml');
  return [
    'No Python project found: a project has a pyproject.toml, setup.cfg or setup.py that names it, or tests beside its requirements.',
    ...all.flatMap(([what, list]) => (list.length > 0 ? [`  seen: ${what}: ${someOf(list)}`] : [])),
    ...(python === ''
      ? [`Next: ${nx} g @nx-signal/python:library NAME`]
      : [`Next: write this into ${manifest}`, '  [project]', '  name = "…"', '  version = "0"']),
  ];
}
