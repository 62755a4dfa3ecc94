import type { Tree } from '@nx/devkit';
import picomatch from 'picomatch';
import { SignalError } from '../errors.js';
import type { TypeChecker } from '../options/names.js';
import { directoryOf, isInside, joinPath, relativeInside, withAncestors } from '../paths.js';
import { readDeclaredDependencies } from '../project/requirements.js';
import { addToList, type Keys, setToml, tomlValue } from '../toml/edit-toml.js';
import { asStrings, asTable, parsePyproject } from '../toml/pyproject.js';
import { withoutDependency } from '../uv/without-dependency.js';
import { checkerAmong, checkerSetup } from './checkers.js';
import { addPatterns, newGitignore } from './gitignore.js';
import { requirements } from './requirements.js';

const members: Keys = ['tool', 'uv', 'workspace', 'members'];
const exclude: Keys = ['tool', 'uv', 'workspace', 'exclude'];
const ruffSource: Keys = ['tool', 'ruff', 'src'];
const developmentGroup: Keys = ['dependency-groups', 'dev'];

/** The pyproject.toml at the root of a uv workspace, edited in the tree. */
export class UvRoot {
  readonly file: string;

  constructor(
    private readonly tree: Tree,
    /** Folder relative to the repository's root. */
    readonly directory: string,
  ) {
    this.file = joinPath(directory, 'pyproject.toml');
  }

  get text(): string {
    return this.tree.read(this.file, 'utf8') ?? '';
  }

  /** Writes only what differs, so that a run without an effect shows none. */
  write(text: string): void {
    if (text !== this.text) this.tree.write(this.file, text);
  }

  private value(keys: Keys): unknown {
    return tomlValue(this.text, keys);
  }

  private get excluded(): string[] {
    return asStrings(this.value(exclude));
  }

  /**
   * Excludes folders that hold new files, and that a glob of the members covers though no project is in
   * them: uv refuses the whole workspace for one.
   */
  excludeBetween(files: readonly string[]): void {
    const isMember = picomatch(asStrings(this.value(members)));
    const isExcluded = picomatch(this.excluded);
    const inside = files.filter((file) => isInside(file, this.directory));
    const folders = new Set(inside.flatMap((file) => withAncestors(directoryOf(file))));
    const open = [...folders]
      .filter((folder) => folder !== this.directory && isInside(folder, this.directory))
      .filter((folder) => !this.tree.exists(joinPath(folder, 'pyproject.toml')))
      .map((folder) => relativeInside(folder, this.directory))
      .filter((path) => isMember(path) && !isExcluded(path))
      .sort();
    if (open.length > 0) this.write(addToList(this.file, this.text, exclude, open));
  }

  /** Makes a folder a member of the workspace, unless one of its globs covers it. */
  addMember(directory: string): void {
    const path = relativeInside(directory, this.directory);
    if (picomatch(this.excluded)(path))
      throw new SignalError({
        code: 'FOLDER_REFUSED',
        message: `${directory} is excluded from the uv workspace.`,
        place: { file: this.file, key: 'tool.uv.workspace.exclude' },
        hint: 'choose another folder with --directory, or change the exclusion.',
      });
    if (picomatch(asStrings(this.value(members)))(path)) return;
    this.write(addToList(this.file, this.text, members, [path]));
  }

  /** Takes a project that is about to go out of members, sources and dependencies of the root. */
  forget(directory: string, name: string): void {
    const path = relativeInside(directory, this.directory);
    const isIt = (item: string) => {
      const plain = item.replace(/^\.\//, '').replace(/\/+$/, '');
      return plain === path || plain === `${path}/src`;
    };
    for (const keys of [members, ruffSource]) {
      const current = asStrings(this.value(keys));
      const kept = current.filter((item) => !isIt(item));
      if (kept.length < current.length) this.write(setToml(this.file, this.text, keys, kept));
    }
    this.write(withoutDependency(this.file, this.text, name));
  }

  /** Takes folders out of the exclusions that held the one that is about to go, and nothing else. */
  forgetBetween(directory: string): void {
    const empty: string[] = [];
    let gone = directory;
    for (const folder of withAncestors(directory).slice(1)) {
      if (folder === this.directory || !isInside(folder, this.directory)) break;
      const children = this.tree.children(folder).map((name) => joinPath(folder, name));
      if (children.some((path) => path !== gone)) break;
      empty.push(relativeInside(folder, this.directory));
      gone = folder;
    }
    const kept = this.excluded.filter((path) => !empty.includes(path));
    if (kept.length < this.excluded.length)
      this.write(setToml(this.file, this.text, exclude, kept));
  }

  /** Normalised names of all that the root itself depends on, groups included. */
  private declared(): ReadonlySet<string> {
    return readDeclaredDependencies(parsePyproject(this.file, this.text)).names;
  }

  /** The checker that the workspace uses already. */
  checker(): TypeChecker | undefined {
    return checkerAmong(this.declared());
  }

  /** Puts the tools of the signal that are missing into the development group. */
  addTools(checker: TypeChecker): void {
    const declared = this.declared();
    const tools = [
      ['pytest', requirements.pytest],
      ['ruff', requirements.ruff],
      [checker, checkerSetup(checker).requirement],
    ] as const;
    const missing = tools.filter(([name]) => !declared.has(name)).map(([, text]) => text);
    if (missing.length > 0)
      this.write(addToList(this.file, this.text, developmentGroup, missing.sort()));
    if (!declared.has(checker)) this.addCheckerSettings(checker);
  }

  /** Strict settings for a checker that nobody has configured. */
  private addCheckerSettings(checker: TypeChecker): void {
    const { files, settings } = checkerSetup(checker);
    const configured =
      this.value(['tool', checker]) !== undefined ||
      files.some((file) => this.tree.exists(joinPath(this.directory, file)));
    if (configured) return;
    for (const [keys, value] of settings) this.write(setToml(this.file, this.text, keys, value));
  }

  /** Tells ruff where a project's modules are, if it is told so for others: isort goes by it. */
  addSource(directory: string): void {
    if (this.value(['tool', 'ruff']) === undefined) return;
    const source = `${relativeInside(directory, this.directory)}/src`;
    const listed = asStrings(this.value(ruffSource));
    const known = listed.length > 0 ? listed : this.newSources();
    if (picomatch(listed)(source)) return;
    const added = picomatch(known)(source) ? [] : [source];
    this.write(addToList(this.file, this.text, ruffSource, [...known, ...added]));
  }

  /** A first list of folders for ruff: where it looks without the setting, and the modules of all members. */
  private newSources(): string[] {
    const all = asStrings(this.value(members));
    return ['.', 'src', ...all.map((pattern) => `${pattern.replace(/\/+$/, '')}/src`)];
  }

  /** Whether pytest loads only the plugins it is told to. */
  disablesPlugins(): boolean {
    const options = asTable(this.value(['tool', 'pytest', 'ini_options']))['addopts'];
    return JSON.stringify(options ?? '').includes('--disable-plugin-autoload');
  }
}

/** Adds to the .gitignore of the repository what is missing there. Returns what was added. */
export function ignore(tree: Tree, wanted: readonly string[], heading: string): string[] {
  if (!tree.exists('.gitignore')) tree.write('.gitignore', newGitignore());
  const { text, added } = addPatterns(tree.read('.gitignore', 'utf8') ?? '', wanted, heading);
  if (added.length > 0) tree.write('.gitignore', text);
  return added;
}

/** What a generator has added so far. */
export function newFiles(tree: Tree): string[] {
  const created = tree.listChanges().filter(({ type }) => type === 'CREATE');
  return created.map(({ path }) => path);
}
