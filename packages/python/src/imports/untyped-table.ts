/** A parsed TOML table whose shape nobody vouches for. */
export type UntypedTable = Readonly<Record<string, unknown>>;

/** Follows keys through tables; an empty table where one is missing or something else. */
export function tableAt(value: unknown, ...keys: string[]): UntypedTable {
  let current = value;
  for (const key of keys) current = asTable(current)[key];
  return asTable(current);
}

function asTable(value: unknown): UntypedTable {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as UntypedTable)
    : {};
}

/** The value if it is a string. */
export function stringOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The strings of an array, or of a lone string; undefined for anything else. */
export function stringsOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value];
  if (!Array.isArray(value)) return undefined;
  return value.filter((item): item is string => typeof item === 'string');
}

/** The entries of a table whose values are strings; none for anything else. */
export function stringEntries(value: unknown): [key: string, value: string][] {
  return Object.entries(asTable(value)).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
}
