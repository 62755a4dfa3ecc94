import { stringify } from 'smol-toml';
import { normalizeName } from '../../normalize-name.js';
import { asTable, type Table, valueAt } from '../../toml/pyproject.js';

/** What is kept of a manifest beside what uv needs to find the workspace. */
export interface ManifestParts {
  /** Whether the project itself can be installed in the image. */
  isPackage: boolean;
  /** Its dependency groups that can be installed; normalised. */
  groups: ReadonlySet<string>;
  /** Folders of members, relative to the manifest's: what a `[tool.uv.workspace]` is restricted to. */
  members: readonly string[];
  /** Distributions of the image's closure, normalised. */
  distributions: ReadonlySet<string>;
}

/** Settings that name dependency groups, which a reduced manifest may lack. */
const groupSettings = ['default-groups', 'dev-dependencies', 'dependency-groups'];

/** Sources without the members that are left out: uv refuses to look for them. */
function reduceSources(sources: Table, distributions: ReadonlySet<string>): Table {
  const kept = Object.entries(sources).filter(
    ([name, source]) =>
      asTable(source)['workspace'] === undefined || distributions.has(normalizeName(name)),
  );
  return Object.fromEntries(kept);
}

function reduceUv(uv: Table, { members, distributions }: ManifestParts): Table {
  const kept = Object.entries(uv).filter(([key]) => !groupSettings.includes(key));
  const table = Object.fromEntries(kept);
  if (table['workspace'] !== undefined) table['workspace'] = { members };
  if (table['sources'] !== undefined) {
    table['sources'] = reduceSources(asTable(table['sources']), distributions);
  }
  return table;
}

/**
 * Some dependency groups of a manifest with those that they include.
 *
 * @param wanted - names in any spelling
 * @returns normalised names
 */
export function withIncludedGroups(data: Table, wanted: readonly string[]): Set<string> {
  const groups = asTable(data['dependency-groups']);
  const byName = new Map(Object.entries(groups).map(([key, list]) => [normalizeName(key), list]));
  const found = new Set<string>();
  const pending = wanted.map(normalizeName);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const list = byName.get(name);
    for (const item of Array.isArray(list) ? list : []) {
      const included = asTable(item)['include-group'];
      if (typeof included === 'string') pending.push(normalizeName(included));
    }
  }
  return found;
}

/**
 * The part of a pyproject.toml that decides what uv installs, written in one fixed form: neither the
 * settings of other tools nor a comment can change the layer that it stands in.
 */
export function reduceManifest(data: Table, parts: ManifestParts): string {
  const uv = asTable(valueAt(data, 'tool.uv'));
  const reduced: Table = {};
  if (parts.isPackage) {
    for (const key of ['build-system', 'project']) {
      if (data[key] !== undefined) reduced[key] = data[key];
    }
    const all = Object.entries(asTable(data['dependency-groups']));
    const groups = all.filter(([name]) => parts.groups.has(normalizeName(name)));
    if (groups.length > 0) reduced['dependency-groups'] = Object.fromEntries(groups);
  }
  if (Object.keys(uv).length > 0) reduced['tool'] = { uv: reduceUv(uv, parts) };
  return `${stringify(reduced).trimEnd()}\n`;
}
