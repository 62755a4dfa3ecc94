import type { Tree } from '@nx/devkit';
import { asTable, parsePyproject, type Table, valueAt } from '../toml/pyproject.js';

/** An index as uv's settings have it. */
export interface PackageIndex {
  name: string | undefined;
  /** Where it is read. */
  url: string;
  /** Where it takes uploads. */
  publishUrl: string | undefined;
  isDefault: boolean;
}

/** Where PyPI is read. */
export const pypi = 'https://pypi.org/simple';

/** uv's settings in the root of the workspace. */
export function uvSettingsIn(tree: Tree): Table[] {
  const manifest = tree.read('pyproject.toml', 'utf-8');
  const own = tree.read('uv.toml', 'utf-8');
  return [
    ...(own === null ? [] : [parsePyproject('uv.toml', own).data]),
    ...(manifest === null
      ? []
      : [asTable(valueAt(parsePyproject('pyproject.toml', manifest).data, 'tool.uv'))]),
  ];
}

/** The indexes among uv's settings. */
export function indexesIn(uv: Table): PackageIndex[] {
  const list = valueAt(uv, 'index');
  const tables = Array.isArray(list) ? (list as Table[]) : [];
  return tables.flatMap((table) => {
    const { name, url, 'publish-url': publishUrl, default: isDefault } = table;
    if (typeof url !== 'string') return [];
    return [
      {
        name: typeof name === 'string' ? name : undefined,
        url,
        publishUrl: typeof publishUrl === 'string' ? publishUrl : undefined,
        isDefault: isDefault === true,
      },
    ];
  });
}

/** Whether a text is an address and no name. */
export const isAddress = (text: string) => /^https?:\/\//i.test(text);

/**
 * The index that a word means, or the usual one where there is no word.
 *
 * @returns undefined for a name that nobody has
 */
export function chooseIndex(
  indexes: readonly PackageIndex[],
  wanted: string | undefined,
  variables: NodeJS.ProcessEnv = process.env,
): PackageIndex | undefined {
  const at = (url: string): PackageIndex => ({
    name: undefined,
    url,
    publishUrl: undefined,
    isDefault: false,
  });
  if (wanted !== undefined)
    return isAddress(wanted) ? at(wanted) : indexes.find(({ name }) => name === wanted);
  const usual = variables['UV_DEFAULT_INDEX'] || variables['UV_INDEX_URL'];
  if (usual) return at(usual);
  return indexes.find(({ isDefault }) => isDefault) ?? at(pypi);
}
