import { iniSections } from '../settings/ini-sections.js';
import { iniValues } from '../settings/ini-values.js';
import { asStrings, asTable, type Table } from '../toml/pyproject.js';
import { callIn, type Literal, LiteralCall } from './python-literals.js';

/** What a setup.cfg or setup.py says, in the form that a pyproject.toml has it in. */
export interface SetupTables {
  /** Keys of `[project]`; without a name where none is written out. */
  project: Table;
  /** Keys of `[tool.setuptools]`. */
  setuptools: Table;
}

/** Without keys that have no value, or an empty one. */
function present(table: Table): Table {
  return Object.fromEntries(
    Object.entries(table).filter(([, value]) => {
      const isEmpty = typeof value === 'object' && Object.keys(value ?? {}).length === 0;
      return value !== undefined && value !== '' && !isEmpty;
    }),
  );
}

const lines = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** A list that is written with commas or in lines. */
const items = (text = '') =>
  lines(text)
    .flatMap((line) => line.split(','))
    .map((item) => item.trim())
    .filter(Boolean);

function pairs(text = ''): Record<string, string> {
  const found = items(text).map((item) => /^([^=]*?)\s*=\s*(.*)$/.exec(item));
  return Object.fromEntries(
    found.flatMap((match) => (match ? [[match[1] ?? '', match[2] ?? '']] : [])),
  );
}

/** Requirements in lines; `file:` names a file that has them, and is read elsewhere. */
const requirementLines = (text = '') => lines(text).filter((line) => !/^(?:file|attr):/.test(line));

function foundPackages(value: string | undefined, find: Record<string, string>): unknown {
  if (value === undefined || !/^find(?:_namespace)?:/.test(value)) return items(value);
  return {
    find: present({
      where: items(find['where']),
      include: items(find['include']),
      exclude: items(find['exclude']),
    }),
  };
}

/** Reads a setup.cfg. */
export function readSetupCfg(text: string): SetupTables {
  const sections = iniSections(text);
  const values = (name: string) => iniValues(sections.get(name) ?? '');
  const metadata = values('metadata');
  const options = values('options');
  const extras = Object.entries(values('options.extras_require'));
  const scripts = pairs(values('options.entry_points')['console_scripts']?.replaceAll(',', '\n'));
  const name = metadata['name'] ?? '';
  return {
    project: present({
      name: /^(?:file|attr):/.test(name) ? undefined : name,
      dependencies: requirementLines(options['install_requires']),
      'optional-dependencies': Object.fromEntries(
        extras.map(([extra, list]) => [extra, requirementLines(list)]),
      ),
      'requires-python': options['python_requires'],
      scripts,
    }),
    setuptools: present({
      'package-dir': pairs(options['package_dir']),
      packages: foundPackages(options['packages'], values('options.packages.find')),
      'py-modules': items(options['py_modules']),
    }),
  };
}

const textOf = (value: Literal | undefined) => (typeof value === 'string' ? value : undefined);

/** One text or several. */
const textsOf = (value: Literal | undefined) =>
  typeof value === 'string' ? lines(value) : asStrings(value);

function packagesOf(value: Literal | undefined): unknown {
  if (!(value instanceof LiteralCall)) return textsOf(value);
  const [where, exclude, include] = value.args;
  const { keywords } = value;
  return {
    find: present({
      where: textsOf(keywords['where'] ?? where),
      include: textsOf(keywords['include'] ?? include),
      exclude: textsOf(keywords['exclude'] ?? exclude),
    }),
  };
}

/** Reads what a setup.py gives to `setup()`, as far as it is written out. Undefined where it does not call it. */
export function readSetupPy(text: string): SetupTables | undefined {
  const call = callIn(text, 'setup');
  if (call === undefined) return undefined;
  const { keywords } = call;
  const extras = Object.entries(asTable(keywords['extras_require']));
  const scripts = asStrings(asTable(keywords['entry_points'])['console_scripts']);
  return {
    project: present({
      name: textOf(keywords['name']),
      dependencies: textsOf(keywords['install_requires']),
      'optional-dependencies': Object.fromEntries(
        extras.map(([extra, list]) => [extra, textsOf(list as Literal)]),
      ),
      'requires-python': textOf(keywords['python_requires']),
      scripts: pairs(scripts.join('\n')),
    }),
    setuptools: present({
      'package-dir': asTable(keywords['package_dir']),
      packages: packagesOf(keywords['packages']),
      'py-modules': textsOf(keywords['py_modules']),
    }),
  };
}
