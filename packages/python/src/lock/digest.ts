import { hash } from 'node:crypto';
import { isTable, type Table } from './toml-values.js';

/** JSON with sorted keys: two values that say the same give the same text. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isTable(value)) return JSON.stringify(value) ?? 'null';
  let fields = '';
  for (const key of Object.keys(value).sort()) {
    if (value[key] !== undefined) fields += `${JSON.stringify(key)}:${canonical(value[key])},`;
  }
  return `{${fields}}`;
}

/** Hash of a lock's text, as it is known when a task runs. */
export function digestText(text: string): string {
  return hash('sha256', text);
}

/** Hash of a node: what is said of it, and what it requires in any order. */
export function digestOf(facts: string, requirements: readonly string[]): string {
  const text = [facts, ...requirements.toSorted()].join('\n');
  return hash('sha256', text).slice(0, 16);
}

/** What identifies an artifact. With a hash that is all: the same file from elsewhere is the same. */
function artifactKey(artifact: Table): string {
  const sum = artifact['hash'] ?? artifact['hashes'];
  if (typeof sum === 'string') return sum;
  const { file, filename, name, url, path } = artifact;
  return canonical(sum ?? file ?? filename ?? name ?? url ?? path);
}

/** What identifies each artifact of a package, sorted. */
export function artifactKeys(artifacts: readonly Table[]): string[] {
  return artifacts.map(artifactKey).sort();
}
