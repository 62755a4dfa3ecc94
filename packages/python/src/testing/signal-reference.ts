import { z } from 'zod';
import { signalSchema } from '../report/schema.js';

interface JsonSchema {
  type?: string | string[];
  const?: unknown;
  enum?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  description?: string;
  properties?: Record<string, JsonSchema>;
}

/** The published schema: what a later version adds is no fault of a file. */
export function signalJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(signalSchema, { io: 'input' }) as JsonSchema;
  const $id = 'nx-signal-report-1';
  return { $id, title: 'signal.json of @nx-signal/python', ...schema } as JsonSchema;
}

function typeText({ type, enum: choices, anyOf, items, const: only }: JsonSchema): string {
  if (only !== undefined) return `\`${only}\``;
  if (choices) return choices.map((choice) => `\`"${choice}"\``).join(', ');
  if (anyOf) return anyOf.map(typeText).join(' or ');
  if (type === 'array') return `list of ${typeText(items ?? {})}s`;
  return [type ?? 'anything'].flat().join(' or ');
}

function rowsOf({ properties = {} }: JsonSchema, before = ''): string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const path = `${before}${name}`;
    const parts = field.anyOf?.find(({ properties: own }) => own) ?? field;
    const row = `| \`${path}\` | ${typeText(field)} | ${field.description ?? ''} |`;
    return [row, ...rowsOf(parts, `${path}.`), ...rowsOf(field.items ?? {}, `${path}[].`)];
  });
}

/** The text of docs/reference/signal.md. */
export function signalReference(): string {
  return [
    '# signal.json',
    '',
    'Version 1 of `dist/reports/signal.json`, made from the schema that is published as `@nx-signal/python/signal.schema.json`. A later',
    'version 1 may have more fields. The [guide](../guides/everyday.md#for-programs-signal-json) says when it is written.',
    '',
    '| field | type | meaning |',
    '|---|---|---|',
    ...rowsOf(signalJsonSchema()),
    '',
  ].join('\n');
}
