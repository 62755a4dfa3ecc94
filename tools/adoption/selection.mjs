import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../setup/run.mjs';
import { dependentsOf } from './edges.mjs';
import { nx, runMany } from './nx.mjs';
import { targets } from './verdicts.mjs';

/** What is no source: tests, documentation, how a project is built. */
const aside =
  /(?:^|\/)(?:tests?|docs?|examples?|scripts|benchmarks)\/|(?:^|\/)(?:conftest|setup|noxfile|test_[^/]*)\.py$/;

/** A source file of a project; undefined where it has none. */
function sourceOf(folder, { root }, projects) {
  const base = root === '.' ? '' : `${root}/`;
  const deeper = projects
    .map((one) => one.root)
    .filter((other) => other !== root && other.startsWith(base));
  return run('git', ['ls-files', '--', root], { cwd: folder })
    .stdout.split('\n')
    .filter((file) => file.endsWith('.py') && !aside.test(file.slice(base.length)))
    .find((file) => !deeper.some((other) => file.startsWith(`${other}/`)));
}

/** A project with a source file, from which as few as possible can be reached against the edges. */
function findLeaf(folder, projects, edges) {
  const ranked = projects
    .map((project) => ({ project, dependents: dependentsOf(project.name, edges) }))
    .sort((a, b) => a.dependents.length - b.dependents.length);
  for (const { project, dependents } of ranked) {
    const file = sourceOf(folder, project, projects);
    if (file) return { project, file, dependents };
  }
  return undefined;
}

/** Projects with a task that was not replayed although it was green before. */
function ranAgain(folder, entry, before) {
  const { tasks } = runMany(folder, entry.targets ?? targets, entry.projects, 'selection.log');
  const ids = Object.keys(before).filter((id) => before[id] && !tasks[id]?.cached);
  return [...new Set(ids.map((id) => targets.reduce((text, t) => text.replace(`:${t}`, ''), id)))];
}

/**
 * What an edit of a file selects: Python projects by name.
 *
 * @param {string} folder
 * @param {{projects: object[]}} graph
 * @param {string} file
 * @returns {{file: string, affected: string[]}}
 */
export function readAffected(folder, graph, file) {
  const args = ['show', 'projects', '--affected', `--files=${file}`, '--json'];
  const { output } = nx(folder, args, 'affected.log');
  const names = new Set(graph.projects.map(({ name }) => name));
  const all = JSON.parse(output.slice(output.indexOf('[')));
  return { file, affected: all.filter((name) => names.has(name)) };
}

/**
 * Edits a source file of a leaf and tells what is selected.
 *
 * @param {string} folder
 * @param {{projects: object[], edges: [string, string][]}} graph
 * @param {[string, string][]} expected edges of manifests and imports
 * @param {object} entry
 * @param {Record<string, boolean>} before tasks that ran, with whether they were green; nothing runs without
 */
export function readSelection(folder, graph, expected, entry, before) {
  const leaf = findLeaf(folder, graph.projects, expected);
  if (!leaf) return undefined;
  const { affected } = readAffected(folder, graph, leaf.file);
  let ran;
  if (Object.keys(before).length > 0) {
    appendFileSync(join(folder, leaf.file), '\n# edited\n');
    ran = ranAgain(folder, entry, before);
    run('git', ['checkout', '--quiet', '--', leaf.file], { cwd: folder });
  }
  return { file: leaf.file, expected: leaf.dependents, affected, ran };
}
