import { z } from 'zod';
import { zodSchemas } from './generator-schemas.js';

interface Property {
  type?: string;
  enum?: string[];
  default?: unknown;
  description?: string;
  $default?: { $source: string };
  [key: string]: unknown;
}

interface Schema {
  description?: string;
  properties?: Record<string, Property>;
  required?: string[];
  examples?: { command: string; description: string }[];
}

function typeText({ type, enum: values }: Property): string {
  if (values) return values.map((value) => `\`${value}\``).join(', ');
  return type === 'array' ? 'list' : (type ?? 'string');
}

function row(name: string, property: Property, required: boolean): string {
  const { default: value, description = '' } = property;
  const positional = property.$default?.$source === 'argv';
  const label = positional ? `\`${name}\` (may stand without its name)` : `\`--${name}\``;
  const preset = value === undefined || value === false ? '' : ` Default: \`${String(value)}\`.`;
  return `| ${label} | ${typeText(property)} | ${description}${preset}${required ? ' Required.' : ''} |`;
}

function section(name: string): string {
  const schema = zodSchemas[name];
  if (!schema) return '';
  const json = z.toJSONSchema(schema, { io: 'input' }) as Schema;
  const { properties = {}, required = [], examples = [], description = '' } = json;
  const shown = Object.entries(properties).filter(([, { visible }]) => visible !== false);
  const rows = shown.map(([key, property]) => row(key, property, required.includes(key)));
  return [
    `## ${name}`,
    '',
    description,
    '',
    ...examples.flatMap((example) => [`- \`${example.command}\`: ${example.description}`]),
    '',
    '| option | type | meaning |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

/** The text of docs/reference/generators.md. */
export function generatorsReference(): string {
  return [
    '# Generators',
    '',
    'Made from the schemas that check their options. Each has `--dry-run`, which shows what would be written and starts no program.',
    '',
    ...Object.keys(zodSchemas).map(section),
  ].join('\n');
}
