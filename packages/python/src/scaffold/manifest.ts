/** What a generated pyproject.toml says. */
export interface Manifest {
  name: string;
  description: string;
  requiresPython: string;
  /** Third-party requirements. */
  requirements: readonly string[];
  /** Distributions of the same workspace. */
  siblings: readonly string[];
  /** Whether the project is meant for an index. */
  publishable: boolean;
  /** Console scripts, by name. */
  scripts?: Readonly<Record<string, string>>;
  /** Requirements of the project's own development group. */
  development?: readonly string[];
  /** Settings of `[tool.nx-signal]`. */
  signal: Readonly<Record<string, unknown>>;
  /** More tables, as text: the build backend's and its settings. */
  tables: readonly string[];
}

function list(key: string, items: readonly string[]): string {
  if (items.length === 0) return `${key} = []`;
  const quoted = items.map((item) => JSON.stringify(item));
  const line = `${key} = [${quoted.join(', ')}]`;
  return line.length <= 80
    ? line
    : `${key} = [\n${quoted.map((item) => `    ${item},\n`).join('')}]`;
}

function table(header: string, pairs: readonly (readonly [string, unknown])[]): string[] {
  if (pairs.length === 0) return [];
  const lines = pairs.map(([key, value]) =>
    Array.isArray(value) ? list(key, value) : `${key} = ${JSON.stringify(value)}`,
  );
  return [[`[${header}]`, ...lines].join('\n')];
}

function projectTable(manifest: Manifest): string[] {
  const { name, description, requiresPython, publishable } = manifest;
  const all = [...manifest.requirements, ...manifest.siblings];
  return table('project', [
    ['name', name],
    ['version', '0.1.0'],
    ['description', description],
    ...(publishable ? ([['readme', 'README.md']] as const) : []),
    ['requires-python', requiresPython],
    // An index refuses an upload that says so.
    ...(publishable ? [] : ([['classifiers', ['Private :: Do Not Upload']]] as const)),
    ['dependencies', all.sort()],
  ]);
}

function sourcesTable({ siblings }: Manifest): string[] {
  if (siblings.length === 0) return [];
  const lines = [...siblings].sort().map((name) => `${name} = { workspace = true }`);
  return [['[tool.uv.sources]', ...lines].join('\n')];
}

/** The text of a pyproject.toml. */
export function manifestText(manifest: Manifest): string {
  const { scripts = {}, development = [], signal, tables } = manifest;
  const sections = [
    ...projectTable(manifest),
    ...table('project.scripts', Object.entries(scripts)),
    ...table('dependency-groups', development.length > 0 ? [['dev', [...development].sort()]] : []),
    ...sourcesTable(manifest),
    ...table('tool.nx-signal', Object.entries(signal)),
    ...tables,
  ];
  return `${sections.join('\n\n')}\n`;
}

/** The `[build-system]` table. */
export function buildSystem(requires: readonly string[], backend: string): string {
  return [`[build-system]`, list('requires', requires), `build-backend = "${backend}"`].join('\n');
}
