/** A distribution with the modules it brings, dotted. */
export interface DistributionModules {
  name: string;
  modules: readonly string[];
}

const moduleFile = /\.(?:py|pyc|pyd|so)$/;
const identifier = /^[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*$/;

/** The module of a file, `a.b` for `a/b.py` and `a/b/__init__.py`; undefined for any other file. */
function moduleOf(path: string): string | undefined {
  if (!moduleFile.test(path)) return undefined;
  const parts = path.split('/');
  const file = parts.pop() ?? '';
  const stem = file.slice(0, file.indexOf('.'));
  const names = stem === '__init__' ? parts : [...parts, stem];
  return names.length > 0 && names.every((name) => identifier.test(name) && name !== '__pycache__')
    ? names.join('.')
    : undefined;
}

/**
 * The modules among the files of a `RECORD`.
 *
 * @param paths - folders, relative to that of the distribution, that are on the path as well
 */
export function modulesOfRecord(record: string, paths: readonly string[] = []): string[] {
  const modules = new Set<string>();
  for (const line of record.split('\n')) {
    const file = /^"([^"]*)"|^([^,\r]*)/.exec(line);
    const path = (file?.[1] ?? file?.[2] ?? '').replaceAll('\\', '/');
    const inside = paths.filter((folder) => path.startsWith(`${folder}/`));
    for (const one of [path, ...inside.map((folder) => path.slice(folder.length + 1))]) {
      const module = moduleOf(one);
      if (module !== undefined) modules.add(module);
    }
  }
  return [...modules];
}

interface Node {
  owners: Set<string>;
  children: Map<string, Node>;
}

const emptyNode = (): Node => ({ owners: new Set(), children: new Map() });

function insert(root: Node, { name, modules }: DistributionModules): void {
  for (const module of modules) {
    let node = root;
    for (const part of module.split('.')) {
      const child = node.children.get(part) ?? emptyNode();
      node.children.set(part, child);
      child.owners.add(name);
      node = child;
    }
  }
}

function collect(node: Node, prefix: string, owners: Map<string, string[]>): void {
  for (const [part, child] of node.children) {
    owners.set(prefix + part, [...child.owners].sort());
    if (child.owners.size > 1) collect(child, `${prefix}${part}.`, owners);
  }
}

/** Which distributions a module belongs to, as far down as several share what is above. */
export function ownersOfModules(
  distributions: readonly DistributionModules[],
): Map<string, string[]> {
  const root = emptyNode();
  for (const distribution of distributions) insert(root, distribution);
  const owners = new Map<string, string[]>();
  collect(root, '', owners);
  return owners;
}
