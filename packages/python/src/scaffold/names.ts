import { SignalError } from '../errors.js';
import { normalizeName } from '../normalize-name.js';
import { pythonKeywords, standardModules } from './python-words.js';

/** What a name may clash with. */
export interface TakenNames {
  /** Folders by normalised distribution name: the projects that exist. */
  distributions: ReadonlyMap<string, string>;
  /** Folders by top-level module: whose module it is. */
  modules: ReadonlyMap<string, string>;
  /** Normalised names of third-party packages that are locked or about to be depended on. */
  packages: ReadonlySet<string>;
}

/** Modules that pytest, type checkers and build backends take for something else. */
const reservedModules = new Set(['test', 'tests', 'conftest', 'src', 'setup', 'docs']);

/** The module a distribution of this name is imported as: `Order-Lines` is `order_lines`. */
export function moduleName(name: string): string {
  return normalizeName(name).replaceAll('-', '_');
}

function refused(name: string, reason: string, hint: string): SignalError {
  return new SignalError({
    code: 'NAME_REFUSED',
    message: `"${name}" cannot be the name of a project: ${reason}.`,
    hint,
  });
}

/** What is wrong with a name by itself. */
function malformed(name: string): string | undefined {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(name))
    return 'a name has letters and digits, and ".", "_" or "-" between them (PEP 508)';
  const module = moduleName(name);
  if (/^[0-9]/.test(module)) return `its module ${module} would start with a digit`;
  if (pythonKeywords.has(module) || pythonKeywords.has(name))
    return `${name} is a keyword of Python, which cannot be imported`;
  if (standardModules.has(module)) return `${module} is a module of Python's standard library`;
  if (reservedModules.has(module)) return `tools treat a module named ${module} specially`;
  return undefined;
}

/** What in the workspace a name clashes with. */
function clash(name: string, taken: TakenNames): string | undefined {
  const distribution = normalizeName(name);
  const directory = taken.distributions.get(distribution);
  if (directory !== undefined) return `there is already a project of that name in ${directory}`;
  const owner = taken.modules.get(moduleName(name));
  if (owner !== undefined) return `${owner} already has the module ${moduleName(name)}`;
  if (taken.packages.has(distribution))
    return `${distribution} is a third-party package that this workspace uses`;
  return undefined;
}

/**
 * Refuses a name that Python, uv or the workspace could not live with, before anything is written.
 *
 * @throws SignalError NAME_REFUSED with the reason
 */
export function checkName(name: string, taken: TakenNames): void {
  const reason = malformed(name);
  if (reason) throw refused(name, reason, 'choose another name, such as "order-lines".');
  const found = clash(name, taken);
  if (found)
    throw refused(
      name,
      found,
      'names are compared as defined in PEP 503: case, "-", "_" and "." do not count.',
    );
}
