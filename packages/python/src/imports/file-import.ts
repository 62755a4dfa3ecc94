/**
 * One import of a Python file. Level and name share one string, as in the source (`..core.api`), and
 * fields that say nothing are absent: a workspace has some hundred thousand of these.
 */
export interface FileImport {
  /** Dotted name; a leading dot per level when relative (`.`, `..core`). */
  module: string;
  /** 1-based line of the statement or call. */
  line: number;
  /** `from module import names`, `*` included; absent for `import module` and for calls. */
  names?: string[];
  /** The import stands in an `if TYPE_CHECKING:` block; only ever true when that is certain. */
  typeChecking?: true;
}

/**
 * The imports of one file as one string, a line each: `12 acme.core User,Order`, with `12t` for a
 * type-checking import. JSON with one string per file parses about ten times as fast as with objects.
 */
export function packImports(imports: readonly FileImport[]): string {
  return imports.map(packImport).join('\n');
}

/** What packed imports are, wherever they stand. */
export function withoutLines(packed: string): string {
  return packed.replace(/^\d+/gm, '');
}

function packImport({ module, line, names, typeChecking }: FileImport): string {
  const head = `${line}${typeChecking ? 't' : ''} ${module}`;
  return names ? `${head} ${names.join(',')}` : head;
}

/**
 * The inverse of {@link packImports}.
 *
 * @param wanted is asked for each module name before anything is made of the line: most imports of a
 *   workspace are of installed packages, and passing them over is most of the speed.
 */
export function unpackImports(
  packed: string,
  wanted: (module: string) => boolean = () => true,
): FileImport[] {
  const imports: FileImport[] = [];
  let start = 0;
  while (start < packed.length) {
    const newline = packed.indexOf('\n', start);
    const end = newline < 0 ? packed.length : newline;
    const moduleAt = packed.indexOf(' ', start) + 1;
    const space = packed.indexOf(' ', moduleAt);
    const moduleEnd = space < 0 || space > end ? end : space;
    const module = packed.slice(moduleAt, moduleEnd);
    if (wanted(module)) {
      const names = moduleEnd < end ? packed.slice(moduleEnd + 1, end) : undefined;
      imports.push(unpackImport(packed.slice(start, moduleAt - 1), module, names));
    }
    start = end + 1;
  }
  return imports;
}

function unpackImport(position: string, module: string, names: string | undefined): FileImport {
  const unpacked: FileImport = { module, line: Number.parseInt(position, 10) };
  if (names !== undefined) unpacked.names = names === '' ? [] : names.split(',');
  if (position.endsWith('t')) unpacked.typeChecking = true;
  return unpacked;
}
