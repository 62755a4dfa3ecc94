/** A distribution with the modules it brings, dotted. */
export interface DistributionModules {
  name: string;
  modules: readonly string[];
}

/** Whole paths, since a large library has thousands: folders and a file whose names are identifiers. */
const moduleFile =
  /^(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*\/)*[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*\.(?:[^/]*\.)?(?:py|pyc|pyd|so)$/;

/** The module of a file, `a.b` for `a/b.py` and `a/b/__init__.py`; undefined for any other file. */
function moduleOf(path: string): string | undefined {
  if (path.includes('__pycache__/') || !moduleFile.test(path)) return undefined;
  const module = path.slice(0, path.indexOf('.', path.lastIndexOf('/') + 1)).replaceAll('/', '.');
  if (module === '__init__') return undefined;
  return module.endsWith('.__init__') ? module.slice(0, -'.__init__'.length) : module;
}

const ofCode = /\.(?:py|pyc|pyd|so)[",]/;

/**
 * The modules among the files of a `RECORD`.
 *
 * @param paths - folders, relative to that of the distribution, that are on the path as well
 */
export function modulesOfRecord(record: string, paths: readonly string[] = []): string[] {
  const modules = new Set<string>();
  for (const line of record.split('\n')) {
    if (!ofCode.test(line) && line.includes(',')) continue;
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

/** The top modules that stub-only packages among the files of a `RECORD` are about. */
export function stubsOfRecord(record: string): string[] {
  const folders = record.matchAll(/^"?([A-Za-z_]\w*)-stubs\//gm);
  return [...new Set([...folders].map(([, module]) => module ?? ''))];
}

function topOf(module: string): string {
  const dot = module.indexOf('.');
  return dot < 0 ? module : module.slice(0, dot);
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
  const byTop = new Map<string, Set<string>>();
  for (const { name, modules } of distributions) {
    for (const top of new Set(modules.map(topOf))) {
      byTop.set(top, (byTop.get(top) ?? new Set()).add(name));
    }
  }
  const owners = new Map([...byTop].map(([top, names]) => [top, [...names].sort()]));
  const isShared = (module: string) => (byTop.get(topOf(module))?.size ?? 0) > 1;
  const root = emptyNode();
  for (const { name, modules } of distributions)
    insert(root, { name, modules: modules.filter(isShared) });
  collect(root, '', owners);
  return owners;
}
