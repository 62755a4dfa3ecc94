import { asTable, type Table, valueAt } from '../toml/pyproject.js';

/** Labels of an image in OCI's terms, as far as the manifest says them. */
export function ociLabels(manifest: Table): Record<string, string> {
  const project = asTable(valueAt(manifest, 'project'));
  const pairs: [string, unknown][] = [
    ['title', project['name']],
    ['version', project['version']],
    ['description', project['description']],
    ['licenses', project['license']],
  ];
  const known = pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string');
  return Object.fromEntries(
    known.map(([key, value]) => [`org.opencontainers.image.${key}`, value.replace(/\s+/g, ' ')]),
  );
}
