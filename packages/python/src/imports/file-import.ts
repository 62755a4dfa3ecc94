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

function packImport({ module, line, names, typeChecking }: FileImport): string {
  const head = `${line}${typeChecking ? 't' : ''} ${module}`;
  return names ? `${head} ${names.join(',')}` : head;
}

/** The inverse of {@link packImports}. */
export function unpackImports(packed: string): FileImport[] {
  return packed === '' ? [] : packed.split('\n').map(unpackImport);
}

function unpackImport(text: string): FileImport {
  const [position = '', module = '', names] = text.split(' ');
  const unpacked: FileImport = { module, line: Number.parseInt(position, 10) };
  if (names !== undefined) unpacked.names = names === '' ? [] : names.split(',');
  if (position.endsWith('t')) unpacked.typeChecking = true;
  return unpacked;
}
