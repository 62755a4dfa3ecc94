import { readFileSync } from 'node:fs';
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
  const label = positional ? `\`${name}\` (positional)` : `\`--${name}\``;
  const preset = value === undefined || value === false ? '' : ` Default: \`${String(value)}\`.`;
  return `| ${label} | ${typeText(property)} | ${description}${preset}${required ? ' Required.' : ''} |`;
}

/** Generators whose schema.json is written by hand. */
const others = ['sync', 'ci', 'remote-cache', 'migrate-nxlv'];

function schemaOf(name: string): Schema {
  const schema = zodSchemas[name];
  if (schema) return z.toJSONSchema(schema, { io: 'input' }) as Schema;
  const file = new URL(`../generators/${name}/schema.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Schema;
}

function section(name: string): string {
  const json = schemaOf(name);
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
    ...(rows.length > 0 ? ['| option | type | meaning |', '|---|---|---|', ...rows, ''] : []),
  ].join('\n');
}

/** The text of docs/reference/generators.md. */
export function generatorsReference(): string {
  return [
    '# Generators',
    '',
    'This page is generated from the schemas of the generators. Each generator has `--dry-run`, which shows what would be written and starts no program.',
    '',
    ...[...Object.keys(zodSchemas), ...others].map(section),
  ].join('\n');
}
