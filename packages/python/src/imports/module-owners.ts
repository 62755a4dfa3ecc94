import type { ModuleFile } from './module-files.js';

/** Who imports: decides between projects that have a module of the same name. */
export interface Importer {
  project: string;
  /** The import stands in test code or a script. */
  private?: boolean;
  /** Projects that this one declares a dependency on. */
  declared?: ReadonlySet<string> | undefined;
  /** Gets the projects that have a module of the same name and between which nothing decides. */
  guesses?: Set<string>;
  /** Gets the projects that have the module beside one that is meant: either may be found. */
  also?: Set<string>;
  /** Whether a project is installed where the importer is. By default all are. */
  sharesEnvironment?: (project: string) => boolean;
  /** Whether the importer can get a module that another project has. By default it can. */
  finds?: (project: string, module: string) => boolean;
}

interface ModuleNode {
  children: Map<string, ModuleNode>;
  /** Projects with a file for this module. */
  owners: string[];
  /** Projects with a module file directly in this folder, be it a package or not. */
  holders: string[];
  /** Projects with stubs for this module. */
  stubs: string[];
  /** The stubs are of all modules of this top-level package, be they there or not. */
  standsForAll: boolean;
}

/** The nodes of a module and its parents, top first, as far as they are known. */
interface KnownPath {
  nodes: ModuleNode[];
  complete: boolean;
}

/** Which project a module belongs to. The longest known prefix of its name decides. */
export class ModuleOwners {
  private readonly root = emptyNode();
  private hasStubs = false;
  private readonly privateModules = new Map<string, Set<string>>();

  /**
   * @param unshared - projects that are not installed: their modules are found by themselves only
   */
  constructor(
    filesByProject: ReadonlyMap<string, readonly ModuleFile[]>,
    private readonly unshared: ReadonlySet<string> = new Set(),
  ) {
    for (const [project, files] of filesByProject) {
      const own = new Set<string>();
      this.privateModules.set(project, own);
      for (const file of files) {
        for (const module of file.modules) {
          if (file.private || unshared.has(project)) own.add(module);
          else this.insert(project, module, file);
        }
      }
    }
  }

  /**
   * The projects that `import module` or `from module import names` reaches, the importer's own
   * included. Nobody owns what is installed, nor a namespace package as such: only what is in it.
   */
  ownersOf(module: string, importer: Importer, names: readonly string[] = []): string[] {
    const path = this.walk(module);
    const reached: string[] = [];
    const found = targets(path, names);
    const { finds = () => true } = importer;
    const isFound = (project: string) => finds(project, module);
    for (const target of found) {
      const claims = claimsOf(target, importer).filter(isFound);
      for (const project of choose(claims, importer)) include(reached, project);
    }
    addParents(path, importer, reached, isFound);
    if (this.hasStubs) addStubs([...path.nodes.slice(0, 1), ...found], importer, reached, isFound);
    return this.isShadowed(module, importer, names) ? shadowed(reached, importer) : reached;
  }

  /** False when no project has any module below the same top-level name: for most imports. */
  mayOwn(module: string): boolean {
    const dot = module.indexOf('.');
    return this.root.children.has(dot < 0 ? module : module.slice(0, dot));
  }

  private insert(project: string, module: string, { isPackage, stubs }: ModuleFile): void {
    let parent = this.root;
    let node = this.root;
    for (const part of module.split('.')) {
      parent = node;
      node = parent.children.get(part) ?? addChild(parent, part);
    }
    if (stubs) this.hasStubs = true;
    include(stubs ? node.stubs : node.owners, project);
    if (stubs && isPackage && parent === this.root) node.standsForAll = true;
    if (!isPackage && !stubs) include(parent.holders, project);
  }

  private walk(module: string): KnownPath {
    const nodes: ModuleNode[] = [];
    let node = this.root;
    for (const part of module.split('.')) {
      const child = node.children.get(part);
      if (child === undefined) return { nodes, complete: false };
      nodes.push(child);
      node = child;
    }
    return { nodes, complete: true };
  }

  /** Test code, and what is not installed, finds its own modules before another project's of that name. */
  private isShadowed(module: string, importer: Importer, names: readonly string[]): boolean {
    if (!importer.private && !this.unshared.has(importer.project)) return false;
    const own = this.privateModules.get(importer.project);
    if (own === undefined) return false;
    return own.has(module) || names.some((name) => own.has(`${module}.${name}`));
  }
}

/** `from acme import billing` reaches the module `acme.billing` if there is one, else `acme`. */
function targets({ nodes, complete }: KnownPath, names: readonly string[]): ModuleNode[] {
  const last = nodes.at(-1);
  if (last === undefined) return [];
  if (!complete || names.length === 0 || last.children.size === 0) return [last];
  return names.map((name) => last.children.get(name) ?? last);
}

/** Stubs are meant only where there is nothing else, or by their own project. */
function claimsOf({ owners, holders, stubs }: ModuleNode, { project }: Importer): string[] {
  if (stubs.includes(project)) return [project];
  if (owners.length > 0) return owners;
  return stubs.length > 0 ? stubs : holders;
}

/**
 * Checkers read a package's stubs in its place, for whoever imports it and for itself. Stubs of a whole
 * package count whichever part of it is imported, also where they lack that part.
 */
function addStubs(
  [top, ...found]: readonly ModuleNode[],
  importer: Importer,
  reached: string[],
  isFound: (project: string) => boolean,
): void {
  const stubs = [...(top?.standsForAll ? top.stubs : []), ...found.flatMap((node) => node.stubs)];
  if (stubs.includes(importer.project)) return;
  for (const project of stubs) {
    if (reached.includes(project) || !isFound(project)) continue;
    reached.push(project);
    importer.also?.add(project);
  }
}

/**
 * Importing `a.b` runs the `__init__` of `a`. It counts unless a project that was reached has one of
 * its own, as in a namespace package of the older kind, where every project has a copy. Of several
 * copies only those of declared projects count: the files themselves are among what is seen of whoever
 * has `a.b`, see `parentFiles`.
 */
function addParents(
  { nodes }: KnownPath,
  importer: Importer,
  reached: string[],
  isFound: (project: string) => boolean,
): void {
  for (const { owners, stubs } of nodes) {
    if (stubs.includes(importer.project)) continue;
    if (owners.some((project) => reached.includes(project))) continue;
    const found = owners.filter(isFound);
    const isDecided =
      found.length === 1 || reached.length === 0 || found.includes(importer.project);
    const meant = isDecided
      ? choose(found, importer)
      : found.filter((project) => importer.declared?.has(project));
    for (const project of meant) include(reached, project);
  }
}

/**
 * The importer itself, else all: what it declares is meant, yet which of several Python and checkers
 * find depends on the order in which they look. An edge too many, never one too few.
 */
function choose(candidates: readonly string[], importer: Importer): readonly string[] {
  if (candidates.length < 2) return candidates;
  if (candidates.includes(importer.project)) return [importer.project];
  const isMeant = (project: string) => importer.declared?.has(project) ?? false;
  if (!candidates.some(isMeant)) {
    for (const project of candidates) importer.guesses?.add(project);
    return candidates;
  }
  const { sharesEnvironment = () => true } = importer;
  const found = candidates.filter((project) => isMeant(project) || sharesEnvironment(project));
  for (const project of found) if (!isMeant(project)) importer.also?.add(project);
  return found;
}

/** Where one is declared, Python finds that or the helper: it depends on how the test is run. */
function shadowed(reached: readonly string[], { project, declared }: Importer): string[] {
  const isMeant = reached.some((other) => declared?.has(other));
  return isMeant ? [...new Set([project, ...reached])] : [project];
}

function emptyNode(): ModuleNode {
  return { children: new Map(), owners: [], holders: [], stubs: [], standsForAll: false };
}

function addChild(parent: ModuleNode, part: string): ModuleNode {
  const child = emptyNode();
  parent.children.set(part, child);
  return child;
}

function include(projects: string[], project: string): void {
  if (!projects.includes(project)) projects.push(project);
}
