/**
 * Compares closures in real locks with what uv exports from them, package by package, extra by
 * extra, group by group. Needs uv, git and the network, and a build of packages/python.
 *
 *     node tools/proof/lock/compare.mjs [part of a title]
 */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { selectionsFor } from './selections.mjs';
import { exported, locked } from './uv-project.mjs';
import { workspaces } from './workspaces.mjs';

const dist =
  process.env.NX_SIGNAL_DIST ?? join(import.meta.dirname, '../../../packages/python/dist');
const load = (file) => import(pathToFileURL(join(dist, 'lock', file)).href);
const { readLock } = await load('read-lock.js');
const { closure, rootsOf } = await load('closure.js');

/** Members and roots; other folders are nothing that uv can be asked about. */
function projectsOf(lock, text) {
  const listed = /^members = \[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  const members = new Set([...listed.matchAll(/"([^"]+)"/g)].map((match) => match[1]));
  const local = [...lock.nodes.values()].filter(({ kind, local }) => local && kind === 'package');
  return local.filter(({ name, directory }) => directory === '.' || members.has(name));
}

function closureOf(lock, { starts }) {
  const roots = starts.flatMap(({ directory, parts }) => rootsOf(lock, directory, parts));
  const nodes = [...closure(lock, roots)].map((id) => lock.nodes.get(id));
  const packages = nodes.filter(({ kind, local }) => kind === 'package' && !local);
  return [...new Set(packages.map(({ name, version }) => `${name}==${version}`))].sort();
}

const without = (list, other) => list.filter((item) => !other.includes(item));

async function compareSelection(folder, lock, selection) {
  const ours = closureOf(lock, selection);
  const theirs = await exported(folder, selection.flags).catch((error) => error);
  if (theirs instanceof Error) {
    // uv refuses to export conflicting parts together: there is nothing to compare with.
    if (/incompatible with/.test(theirs.message)) return { ...selection, refused: true };
    throw theirs;
  }
  return {
    ...selection,
    size: theirs.length,
    missing: without(theirs, ours),
    more: without(ours, theirs),
  };
}

async function compareWorkspace(workspace, folder) {
  return locked(workspace, folder, async (text) => {
    const lock = readLock('uv.lock', text);
    const results = [];
    for (const project of projectsOf(lock, text)) {
      for (const selection of selectionsFor(lock, project)) {
        results.push(await compareSelection(folder, lock, selection));
      }
    }
    return results;
  });
}

function report(workspace, results) {
  const compared = results.filter(({ refused }) => !refused);
  const missing = compared.filter((result) => result.missing.length > 0);
  const more = compared.filter((result) => result.more.length > 0);
  const packages = compared.reduce((sum, { size }) => sum + size, 0);
  console.log(
    `${workspace.title}: ${compared.length} comparisons, ${packages} packages,` +
      ` ${missing.length} with packages missing, ${more.length} with more than uv,` +
      ` ${results.length - compared.length} refused by uv`,
  );
  for (const result of [...missing, ...more]) {
    console.log(`  ${result.title}: missing [${result.missing}], more [${result.more}]`);
  }
  const wrong = workspace.markers ? missing : [...missing, ...more];
  return {
    compared: compared.length,
    different: new Set([...missing, ...more]).size,
    wrong: wrong.length,
  };
}

const root = realpathSync(mkdtempSync(join(tmpdir(), 'lock-proof-')));
const total = { compared: 0, different: 0, wrong: 0 };
try {
  const chosen = workspaces.filter(({ title }) => title.includes(process.argv[2] ?? ''));
  for (const [index, workspace] of chosen.entries()) {
    const folder = join(root, String(index));
    const counts = report(workspace, await compareWorkspace(workspace, folder));
    for (const key of Object.keys(total)) total[key] += counts[key];
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.log(`${total.compared} comparisons, ${total.different} different, ${total.wrong} wrong`);
process.exitCode = total.wrong > 0 || total.compared === 0 ? 1 : 0;
