import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository, run } from '../../setup/run.mjs';

/** Packages of the lock, all of which every project needs: a twentieth by itself, the rest through those. */
const packageCount = 400;
const directEvery = 20;
const advisoryCount = 25_000;
/** Names that advisories are about; a twelfth of them is in the lock. */
const nameCount = 4800;
/** Of so many packages one is in a version that is affected. */
const affectedEvery = 50;

/** Where its advisories are from; nothing is asked there while they are fresh. */
const source = 'https://osv.example/all.zip';

const nameOf = (at) => `package-${at}`;

/** Loads a built module of the plugin. */
export function loadBuilt(path) {
  const file = join(repository, 'packages', 'python', 'dist', path);
  return import(pathToFileURL(file).href);
}

function lockText(projects) {
  const packages = Array.from({ length: packageCount }, (_, at) => {
    const next = at + 1 < packageCount ? `dependencies = [{ name = "${nameOf(at + 1)}" }]\n` : '';
    return `[[package]]\nname = "${nameOf(at)}"\nversion = "2.${at}"\nsource = { registry = "https://pypi.org/simple" }\n${next}`;
  });
  const needs = Array.from(
    { length: packageCount / directEvery },
    (_, at) => `{ name = "${nameOf(at * directEvery)}" }`,
  );
  const members = projects.map(
    (name) =>
      `[[package]]\nname = "${name}"\nversion = "1"\nsource = { virtual = "${name}" }\ndependencies = [${needs.join(', ')}]\n`,
  );
  return ['version = 1\nrequires-python = ">=3.11"\n', ...members, ...packages].join('\n');
}

/** What a database of that size says: five advisories about a name, most of them over. */
function advisories() {
  const packages = new Map();
  for (let at = 0; at < advisoryCount; at += 1) {
    const name = at % nameCount;
    const isOpen = name % affectedEvery === 0 && at < nameCount;
    const advisory = {
      id: `PYSEC-2026-${at}`,
      aliases: [`CVE-2026-${at}`, `GHSA-${at}`],
      summary: 'What an attacker may do, in one sentence as they are written.',
      severity: 'high',
      ranges: [[{ introduced: '0.5' }, { fixed: isOpen ? '3.0' : `1.${at % 50}.1` }]],
      versions: [],
    };
    packages.set(nameOf(name), [...(packages.get(nameOf(name)) ?? []), advisory]);
  }
  return packages;
}

/** A workspace of so many projects with a snapshot of advisories that is warm. */
export async function auditWorkspace(count) {
  const root = mkdtempSync(join(tmpdir(), 'nx-signal-bench-audit-'));
  const projects = Array.from({ length: count }, (_, at) => `project-${at}`);
  const members = JSON.stringify(projects);
  const manifest = `[tool.uv.workspace]\nmembers = ${members}\n\n[tool.nx-signal.audit]\ndatabase = "${source}"\n`;
  writeFileSync(join(root, 'pyproject.toml'), manifest);
  writeFileSync(join(root, 'uv.lock'), lockText(projects));
  for (const name of projects) {
    mkdirSync(join(root, name));
    const text = `[project]\nname = "${name}"\nversion = "1"\ndependencies = ["package-0"]\n`;
    writeFileSync(join(root, name, 'pyproject.toml'), text);
  }
  run('git', ['init', '--quiet'], { cwd: root });
  const { writeSnapshot } = await loadBuilt('audit/snapshot.js');
  const { storeSnapshot } = await loadBuilt('audit/snapshot-store.js');
  const asOf = Math.floor(Date.now() / 1000);
  const facts = { kind: 'database', source, asOf, unreadable: [] };
  storeSnapshot(root, writeSnapshot(facts, advisories()));
  return { root, dispose: () => rmSync(root, { recursive: true, force: true }) };
}
