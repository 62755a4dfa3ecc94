import { asTable, type Pyproject, type Table, valueAt } from '../toml/pyproject.js';

const marker = /\{\{|\{%/;

/** A name that somebody is to put another one in the place of: `<REPLACE ME>`, `${NAME}`. No project has such a one. */
const placeholder = /^(?:<.*>|\[.*\]|\{.*\}|\$\{?\w+\}?|%\w+%|@\w+@)$/;

/** Whether a path, or a line, has something that a template engine is to fill in. */
export function isInTemplate(text: string): boolean {
  return marker.test(text);
}

/** Whether some text in a value, or some key, is to be filled in. */
function holdsMarker(value: unknown): boolean {
  if (typeof value === 'string') return marker.test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, item]) => marker.test(key) || holdsMarker(item));
}

function poetryFields(data: Table): Table {
  const { name, version, description, authors, packages } = asTable(valueAt(data, 'tool.poetry'));
  return { name, version, description, authors, packages };
}

function isPlaceholder(name: unknown): boolean {
  return typeof name === 'string' && placeholder.test(name.trim());
}

/**
 * Whether a manifest is one that cookiecutter, copier or a person makes manifests from. Settings of tools may well
 * hold such markers in a real project: those of change logs do.
 */
export function isTemplate({ file, data }: Pyproject): boolean {
  return (
    isInTemplate(file) ||
    holdsMarker(data['project']) ||
    holdsMarker(data['build-system']) ||
    holdsMarker(poetryFields(data)) ||
    isPlaceholder(valueAt(data, 'project.name'))
  );
}
