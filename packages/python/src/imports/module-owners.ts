import type { ModuleFile } from './module-files.js';

/** Who imports: decides between projects that have a module of the same name. */
export interface Importer {
  project: string;
  /** The import stands in test code or a script. */
  private?: boolean;
  /** Projects that this one declares a dependency on. */
  declared?: ReadonlySet<string> | undefined;
}

interface ModuleNode {
  children: Map<string, ModuleNode>;
  /** Projects with a file for this module. */
  owners: string[];
  /** Projects with a module file directly in this folder, be it a package or not. */
  holders: string[];
}

/** Which project a module belongs to. The longest known prefix of its name decides. */
export class ModuleOwners {
  private readonly root = emptyNode();
  private readonly privateModules = new Map<string, Set<string>>();

  constructor(filesByProject: ReadonlyMap<string, readonly ModuleFile[]>) {
    for (const [project, files] of filesByProject) {
      const own = new Set<string>();
      this.privateModules.set(project, own);
      for (const file of files) {
        for (const module of file.modules) {
          if (file.private) own.add(module);
          else this.insert(project, module, file.isPackage);
        }
      }
    }
  }

  /**
   * The projects that `import module` or `from module import names` reaches, the importer's own
   * included. Nobody owns what is installed, nor a namespace package as such: only what is in it.
   */
  ownersOf(module: string, importer: Importer, names: readonly string[] = []): Set<string> {
    const path = this.walk(module);
    const reached = new Set<string>();
    for (const target of targets(path, module, names)) {
      const claims = target.owners.length > 0 ? target.owners : target.holders;
      for (const project of choose(claims, importer)) reached.add(project);
    }
    addParents(path, importer, reached);
    return this.isShadowed(module, importer, names) ? shadowed(reached, importer) : reached;
  }

  private insert(project: string, module: string, isPackage: boolean): void {
    let parent = this.root;
    let node = this.root;
    for (const part of module.split('.')) {
      parent = node;
      node = parent.children.get(part) ?? addChild(parent, part);
    }
    include(node.owners, project);
    if (!isPackage) include(parent.holders, project);
  }

  /** The nodes of a module and its parents as far as they are known, top first. */
  private walk(module: string): ModuleNode[] {
    const path: ModuleNode[] = [];
    // Most imports are of installed packages: they end here, before anything is split.
    const dot = module.indexOf('.');
    if (!this.root.children.has(dot < 0 ? module : module.slice(0, dot))) return path;
    let node: ModuleNode | undefined = this.root;
    for (const part of module.split('.')) {
      node = node.children.get(part);
      if (node === undefined) break;
      path.push(node);
    }
    return path;
  }

  /** Test code finds its own helpers before another project's module of that name. */
  private isShadowed(module: string, importer: Importer, names: readonly string[]): boolean {
    if (!importer.private) return false;
    const own = this.privateModules.get(importer.project);
    if (own === undefined) return false;
    return own.has(module) || names.some((name) => own.has(`${module}.${name}`));
  }
}

/** `from acme import billing` reaches the module `acme.billing` if there is one, else `acme`. */
function targets(path: ModuleNode[], module: string, names: readonly string[]): Set<ModuleNode> {
  const last = path.at(-1);
  if (last === undefined) return new Set();
  const complete = path.length === module.split('.').length;
  if (!complete || names.length === 0) return new Set([last]);
  return new Set(names.map((name) => last.children.get(name) ?? last));
}

/**
 * Importing `a.b` runs the `__init__` of `a`. It counts unless a project that was reached has one of
 * its own, as in a namespace package of the older kind, where every project has a copy.
 */
function addParents(path: readonly ModuleNode[], importer: Importer, reached: Set<string>): void {
  for (const { owners } of path) {
    if (owners.some((project) => reached.has(project))) continue;
    for (const project of choose(owners, importer)) reached.add(project);
  }
}

/** The importer itself, else what it declares, else all: an edge too many, never one too few. */
function choose(candidates: readonly string[], importer: Importer): readonly string[] {
  if (candidates.length < 2) return candidates;
  if (candidates.includes(importer.project)) return [importer.project];
  const declared = candidates.filter((project) => importer.declared?.has(project));
  return declared.length > 0 ? declared : candidates;
}

/** A declared dependency stays: which of the two Python finds depends on how the test is run. */
function shadowed(reached: ReadonlySet<string>, importer: Importer): Set<string> {
  const declared = [...reached].filter((project) => importer.declared?.has(project));
  return new Set([importer.project, ...declared]);
}

function emptyNode(): ModuleNode {
  return { children: new Map(), owners: [], holders: [] };
}

function addChild(parent: ModuleNode, part: string): ModuleNode {
  const child = emptyNode();
  parent.children.set(part, child);
  return child;
}

function include(projects: string[], project: string): void {
  if (!projects.includes(project)) projects.push(project);
}
