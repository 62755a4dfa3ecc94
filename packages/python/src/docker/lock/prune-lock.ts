import { LockProblem } from '../../lock/lock-problem.js';
import { normalizeName } from '../../normalize-name.js';
import type { KeptEntry } from './image-closure.js';
import {
  filterItems,
  formatLockText,
  type LockKey,
  type LockTable,
  parseLockText,
} from './lock-text.js';

const packageHeader = '[[package]]';

/** What uv says about extras and groups, table by table: only the parts that are kept stay. */
const partTables: Record<string, 'extras' | 'groups'> = {
  '[package.optional-dependencies]': 'extras',
  '[package.dev-dependencies]': 'groups',
  '[package.dependency-groups]': 'groups',
  '[package.metadata.requires-dev]': 'groups',
};

/** The tables of each package, in order. */
function packagesOf(tables: readonly LockTable[]): { head: LockTable[]; packages: LockTable[][] } {
  const head: LockTable[] = [];
  const packages: LockTable[][] = [];
  for (const table of tables) {
    if (table.header === packageHeader) packages.push([table]);
    else (packages.at(-1) ?? head).push(table);
  }
  return { head, packages };
}

function keepsKey(header: string, key: string, kept: KeptEntry): boolean {
  const part = partTables[header];
  // Which groups come by default is of no use where groups are left out.
  return part ? kept[part].has(normalizeName(key)) : key !== 'default-groups';
}

function prunePackage(tables: readonly LockTable[], kept: KeptEntry): LockTable[] {
  return tables.flatMap((table) => {
    const keys = table.keys.filter(({ key }) => keepsKey(table.header, key, kept));
    return keys.length > 0 ? [{ ...table, keys }] : [];
  });
}

function pruneManifest(keys: readonly LockKey[], kept: readonly KeptEntry[]): LockKey[] {
  const names = new Set(kept.map(({ entry }) => entry.name));
  return keys
    .filter(({ key }) => key !== 'requirements')
    .map((key) =>
      key.key === 'members'
        ? filterItems(key, (item) => names.has(normalizeName(item.replace(/[",]/g, ''))))
        : key,
    );
}

/**
 * What stands above the packages. Where no package that is kept differs by platform, the list of
 * platforms that the whole lock tells apart is another project's business.
 */
function pruneHead(head: readonly LockTable[], kept: readonly KeptEntry[], forked: boolean) {
  return head.flatMap((table): LockTable[] => {
    if (table.header === '') {
      const keys = table.keys.filter(({ key }) => forked || key !== 'resolution-markers');
      return [{ ...table, keys }];
    }
    if (table.header === '[manifest.dependency-groups]') return [];
    if (table.header !== '[manifest]') return [table];
    const keys = pruneManifest(table.keys, kept);
    return keys.length > 0 ? [{ ...table, keys }] : [];
  });
}

/**
 * The text of a uv.lock restricted to some of its packages, each in uv's own words. `uv sync --frozen`
 * accepts it for the projects whose closure was kept. Groups of a root that is no project are left out.
 *
 * @throws LockProblem when the text is not in the form that uv writes
 */
export function pruneLock(text: string, kept: readonly KeptEntry[]): string {
  const { head, packages } = packagesOf(parseLockText(text));
  const pruned = kept
    .filter(({ entry }) => entry.name !== '.')
    .map((entry) => {
      const tables = packages[entry.index];
      if (!tables) throw new LockProblem('its packages are not in the form uv writes');
      return prunePackage(tables, entry);
    });
  const forked = pruned.some(([first]) =>
    first?.keys.some(({ key }) => key === 'resolution-markers'),
  );
  return formatLockText([...pruneHead(head, kept, forked), ...pruned.flat()]);
}
