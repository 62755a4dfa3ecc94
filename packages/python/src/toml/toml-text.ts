/** TOML as text: keys, values and the lines that set them. */

const bareKey = /^[A-Za-z0-9_-]+$/;

/** Longer lines are broken where that is possible. */
const widest = 100;

/** A key, in quotes where it needs them. */
export function keyText(key: string): string {
  return bareKey.test(key) ? key : JSON.stringify(key);
}

/** A value in one line. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const pairs = Object.entries(value).map(([key, item]) => `${keyText(key)} = ${valueText(item)}`);
  return `{ ${pairs.join(', ')} }`;
}

/** The lines that set a key: one, or a line an item for a long list. */
export function linesOfValue(key: string, value: unknown): string[] {
  const line = `${keyText(key)} = ${valueText(value)}`;
  if (line.length <= widest || !Array.isArray(value)) return [line];
  return [`${keyText(key)} = [`, ...value.map((item) => `    ${valueText(item)},`), ']'];
}
