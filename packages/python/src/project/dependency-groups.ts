import { normalizeName } from '../normalize-name.js';
import { typeCheckers } from '../options/names.js';
import { asStrings, type Pyproject, valueAt } from '../toml/pyproject.js';
import type { DeclaredDependencies } from './requirements.js';

/** Tools that make a dependency group worth installing. */
const toolNames = ['ruff', ...typeCheckers, 'pytest'];

/** The groups uv installs by default: `[tool.uv] default-groups`, else `dev`. */
function defaultGroups({ data }: Pyproject, declared: DeclaredDependencies): string[] {
  const configured = valueAt(data, 'tool.uv.default-groups');
  if (configured === 'all') return [...declared.groups.keys()];
  return configured === undefined ? ['dev'] : asStrings(configured).map(normalizeName);
}

/**
 * The dependency groups of a project that are installed in its environment: uv's default groups,
 * those that name a tool, and those that options add.
 *
 * @returns normalised names, sorted; only groups that the project declares
 */
export function installedGroups(
  pyproject: Pyproject,
  declared: DeclaredDependencies,
  configured: readonly string[] = [],
): string[] {
  const wanted = new Set([...defaultGroups(pyproject, declared), ...configured.map(normalizeName)]);
  for (const [group, names] of declared.groups) {
    if (toolNames.some((tool) => names.has(tool))) wanted.add(group);
  }
  return [...wanted].filter((group) => declared.groups.has(group)).sort();
}
