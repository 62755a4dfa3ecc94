import { z } from 'zod';
import { auditOptionsSchema, ignoreSchema, licencesSchema } from '../options/audit-fields.js';
import { coverageOptionsSchema } from '../options/coverage-fields.js';
import {
  projectOptionsSchema,
  signalOptionsSchema,
  targetOptionsSchema,
  workspaceOptionsSchema,
} from '../options/schema.js';

interface JsonSchema {
  type?: string;
  enum?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  description?: string;
  properties?: Record<string, JsonSchema>;
}

function typeText(schema: JsonSchema): string {
  if (schema.enum) return schema.enum.map((value) => `\`"${value}"\``).join(', ');
  if (schema.type === 'array') return `list of ${typeText(schema.items ?? {}).replace(/^a /, '')}s`;
  if (schema.anyOf) return schema.anyOf.map(typeText).join(' or ');
  return schema.type === 'object' ? 'table' : (schema.type ?? 'anything');
}

function table(schema: z.ZodType): string {
  const { properties = {} } = z.toJSONSchema(schema) as JsonSchema;
  const rows = Object.entries(properties).map(
    ([name, property]) => `| \`${name}\` | ${typeText(property)} | ${property.description ?? ''} |`,
  );
  return ['| option | type | meaning |', '|---|---|---|', ...rows].join('\n');
}

/** The text of docs/reference/options.md. */
export function optionsReference(): string {
  return [
    '# Options',
    '',
    'This page is generated from the schemas that check the options. An unknown key is an error that names the nearest known one.',
    '',
    '## In nx.json',
    '',
    '`options` of the plugin `@nx-signal/python`, for the whole workspace.',
    '',
    table(workspaceOptionsSchema),
    '',
    '## In a pyproject.toml',
    '',
    '`[tool.nx-signal]`, for one project. They are laid over those of nx.json, target by target and key by key.',
    '',
    table(projectOptionsSchema),
    '',
    '## Of the audit',
    '',
    '`audit` in nx.json, `[tool.nx-signal.audit]` in a pyproject.toml; that of the workspace root applies to all projects. See ' +
      'the [guide](../guides/audit.md). `service`, `database` and `publicIndexes` cannot be set for one project.',
    '',
    table(auditOptionsSchema),
    '',
    'Each advisory in `ignore`:',
    '',
    table(ignoreSchema),
    '',
    'Which licences packages may have, `licences`:',
    '',
    table(licencesSchema),
    '',
    '## Of the signal',
    '',
    '`signal` in nx.json, if it is a table. See the [guide](../guides/everyday.md#how-long-each-stage-took).',
    '',
    table(signalOptionsSchema),
    '',
    '## Of coverage',
    '',
    '`coverage` in nx.json, `[tool.nx-signal.coverage]` in a pyproject.toml; `true` measures without a threshold. `lines` and ' +
      '`branches` can also be set for one target. See [everyday work](../guides/everyday.md#coverage).',
    '',
    table(coverageOptionsSchema),
    '',
    '## Of one target',
    '',
    '`targets.<kind>` in nx.json, `[tool.nx-signal.targets."<kind>"]` in a pyproject.toml.',
    '',
    table(targetOptionsSchema),
    '',
  ].join('\n');
}
