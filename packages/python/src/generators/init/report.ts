import { formatError } from '../../errors.js';
import { testKinds } from '../../options/names.js';
import { joinPath } from '../../paths.js';
import { isProject, type ProjectFacts } from '../../project/facts.js';
import { readDeclaredDependencies } from '../../project/requirements.js';
import { checkerSetup } from '../../scaffold/checkers.js';
import { requirements } from '../../scaffold/requirements.js';
import type { PythonGraph } from '../../workspace/python-graph.js';

function testText({ tests }: ProjectFacts): string {
  const parts = testKinds.flatMap((kind) => {
    const paths = tests[kind]?.paths;
    return paths ? [`${kind.replace('test:', '')} (${paths.join(', ')})`] : [];
  });
  return parts.join(', ') || 'none';
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function projectTable(projects: readonly ProjectFacts[]): string[] {
  const rows = projects.map((facts) => [
    facts.name,
    facts.directory,
    facts.typeChecker ?? 'none',
    testText(facts),
  ]);
  return aligned([['project', 'folder', 'types', 'tests'], ...rows]);
}

/** How an environment of the repository is kept. */
function environmentLine(environment: string, { locks, workspace }: PythonGraph): string {
  const where = environment === '.' ? 'the root' : environment;
  const count = workspace.projects.filter((facts) => facts.environment === environment).length;
  const file = locks.get(environment)?.lock.file;
  const lock = file === undefined ? 'not locked yet' : `locked in ${file}`;
  return `Environment of ${where}: ${count === 1 ? 'one project' : `${count} projects`}, ${lock}`;
}

/** What the projects of an environment need for their whole signal, and lack. */
function missingTools(environment: string, { workspace, locks }: PythonGraph): string[] {
  const projects = workspace.projects.filter((facts) => facts.environment === environment);
  const declared = new Set(projects.flatMap(({ declared: { names } }) => [...names]));
  const root = workspace.pyprojects.find(({ directory }) => directory === environment);
  for (const name of root ? readDeclaredDependencies(root).names : []) declared.add(name);
  const locked = locks.get(environment)?.byDistribution;
  const has = (name: string) => locked?.has(name) || declared.has(name);
  const tools = (['ruff', 'pytest'] as const).filter((name) => !has(name));
  const checked = projects.some(({ typeChecker }) => typeChecker !== undefined);
  return [
    ...tools.map((name) => requirements[name]),
    ...(checked || has('mypy') ? [] : [checkerSetup('mypy').requirement]),
  ];
}

/** The command that adds what an environment lacks, in the words of what keeps it. */
function addCommand(environment: string, graph: PythonGraph): string[] {
  const missing = missingTools(environment, graph);
  if (missing.length === 0) return [];
  const quoted = missing.map((text) => `"${text}"`).join(' ');
  const format = graph.locks.get(environment)?.lock.format;
  const change = environment === '.' ? '' : ` --directory ${environment}`;
  if (format === 'poetry') return [`  poetry add --group dev${change} ${quoted}`];
  if (format === 'pdm')
    return [`  pdm add --dev${environment === '.' ? '' : ` --project ${environment}`} ${quoted}`];
  return [`  uv add --dev${change} ${quoted}`];
}

/** What stands in the way of a project that only a setup.cfg or setup.py names. */
function unnamedLines(graph: PythonGraph, exists: (file: string) => boolean): string[] {
  const unnamed = graph.workspace.pyprojects.filter(
    (pyproject) => !isProject(pyproject) && pyproject.data['build-system'] !== undefined,
  );
  return unnamed.flatMap(({ directory, file }) => {
    const named = ['setup.cfg', 'setup.py'].find((name) => exists(joinPath(directory, name)));
    if (named === undefined) return [];
    return [
      `${file} has no [project] table: ${named} names the project, and only the table is read. Add`,
      '  [project]',
      '  name = "…"',
      '  dynamic = ["version", "dependencies"]',
      `and ${named} keeps the rest.`,
      '',
    ];
  });
}

function nextCommand(environments: readonly string[], { locks }: PythonGraph): string {
  const unlocked = environments.find((environment) => !locks.has(environment));
  if (unlocked === undefined) return 'Next: npx nx run-many -t signal';
  const folder = unlocked === '.' ? '' : ` --directory ${unlocked}`;
  return `Next: uv lock${folder}, then npx nx run-many -t signal`;
}

/**
 * What init tells people about their repository.
 *
 * @param exists - whether there is a file, relative to the root
 */
export function initReport(graph: PythonGraph, exists: (file: string) => boolean): string {
  const { projects, broken } = graph.workspace;
  const unnamed = unnamedLines(graph, exists);
  if (projects.length === 0 && broken.length === 0)
    return [
      ...unnamed,
      'No Python project yet: a project is a pyproject.toml with a [project] table.',
      ...(unnamed.length > 0 ? [] : ['Next: npx nx g @nx-signal/python:library NAME']),
    ].join('\n');
  const environments = [...new Set(projects.map(({ environment }) => environment))].sort();
  const commands = environments.flatMap((environment) => addCommand(environment, graph));
  return [
    `Found ${projects.length === 1 ? 'one Python project' : `${projects.length} Python projects`}:`,
    '',
    ...projectTable(projects).map((line) => `  ${line}`),
    '',
    ...environments.map((environment) => environmentLine(environment, graph)),
    '',
    ...unnamed,
    ...broken.flatMap(({ error }) => [formatError(error), '']),
    ...(commands.length > 0
      ? ['Needed for the whole signal, and not found:', ...commands, '']
      : []),
    nextCommand(environments, graph),
  ].join('\n');
}
