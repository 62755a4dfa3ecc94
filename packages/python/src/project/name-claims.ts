import { SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { withAncestors } from '../paths.js';
import { distributionName, type Pyproject } from '../toml/pyproject.js';
import { lineOfKey } from '../toml/toml-position.js';

/** For the project that has to go by another name. */
export function nameClash(pyproject: Pyproject, name: string, other: string): SignalError {
  const key = 'project.name';
  return new SignalError({
    code: 'PROJECT_NAME_CLASH',
    message: `${pyproject.file} is named "${name}", and so is ${other}, once both names are normalised.`,
    place: { file: pyproject.file, line: lineOfKey(pyproject.text, key), key },
    hint: `give one of the two another name. If ${pyproject.directory} is a copy, list it in .nxignore.`,
  });
}

/** Names that Nx gives projects by files of its own: it refuses a graph with one name twice. */
export class NamesInNx {
  readonly #roots: ReadonlyMap<string, string>;
  readonly #named: ReadonlySet<string>;

  constructor(projects: readonly { root: string; name: string; isNamed: boolean }[]) {
    this.#roots = new Map(projects.map(({ name, root }) => [name, root]));
    this.#named = new Set(projects.flatMap(({ root, isNamed }) => (isNamed ? [root] : [])));
  }

  /** The project of another folder that has the name; none where a file of Nx's names this one. */
  other(directory: string, name: string): string | undefined {
    const root = this.#roots.get(name);
    return this.#named.has(directory) || root === directory ? undefined : root;
  }
}

const depthOf = (directory: string) => withAncestors(directory).length;

/**
 * Those first that keep a name which others have as well: members of the outermost workspace, then what is
 * nearer to the root, then what is in a folder of that name. Copies of projects are none of these.
 */
export function byClaim(
  pyprojects: readonly Pyproject[],
  environmentOf: (directory: string) => string,
): Pyproject[] {
  const claim = ({ directory, data }: Pyproject) => {
    const environment = environmentOf(directory);
    const name = distributionName(data);
    const folder = directory.slice(directory.lastIndexOf('/') + 1);
    const isNamed = name !== undefined && normalizeName(name) === normalizeName(folder);
    return [depthOf(environment), depthOf(directory), isNamed ? 0 : 1];
  };
  const claims = new Map(pyprojects.map((pyproject) => [pyproject, claim(pyproject)]));
  return [...pyprojects].sort((left, right) => {
    const other = claims.get(right) ?? [];
    const steps = (claims.get(left) ?? []).map((value, index) => value - (other[index] ?? 0));
    return steps.find((step) => step !== 0) ?? 0;
  });
}

/** What has to be told apart in the graph. */
interface Named {
  name: string;
  directory: string;
  file: string;
}

/** Names of nodes, each given once: Nx refuses a graph with one name twice. */
export class NodeNames {
  readonly #taken = new Set<string>();

  constructor(private readonly namesInNx: NamesInNx) {}

  /** The project's own name; its folder or its file where another project has that. */
  take({ name, directory, file }: Named): string {
    const isFree = (text: string) =>
      !this.#taken.has(normalizeName(text)) && this.namesInNx.other(directory, text) === undefined;
    const byFolder = directory === '.' ? [] : [directory];
    const free = [name, ...byFolder].find(isFree) ?? file;
    this.#taken.add(normalizeName(free));
    return free;
  }
}

/** The files that name projects, by distribution and environment: an environment holds one of a name. */
export class Distributions {
  readonly #files = new Map<string, string>();

  /** The file that has named one so before. */
  claim(distribution: string, environment: string, file: string): string | undefined {
    const key = `${environment}\0${distribution}`;
    const other = this.#files.get(key);
    if (other === undefined) this.#files.set(key, file);
    return other;
  }
}
