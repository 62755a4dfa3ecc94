import { z } from 'zod';
import { addDependencySchema } from '../generators/add-dependency/schema.js';
import { extensionSchema } from '../generators/extension/schema.js';
import { initSchema } from '../generators/init/schema.js';
import { librarySchema } from '../generators/library/schema.js';
import { moveSchema } from '../generators/move/schema.js';
import { presetSchema } from '../generators/preset/schema.js';
import { removeSchema } from '../generators/remove/schema.js';
import { removeDependencySchema } from '../generators/remove-dependency/schema.js';
import { renameSchema } from '../generators/rename/schema.js';
import { serviceSchema } from '../generators/service/schema.js';
import { workerSchema } from '../generators/worker/schema.js';

/** The zod schemas, by generator, in the order of the reference. */
export const zodSchemas: Record<string, z.ZodObject> = {
  init: initSchema,
  library: librarySchema,
  service: serviceSchema,
  worker: workerSchema,
  extension: extensionSchema,
  'add-dependency': addDependencySchema,
  'remove-dependency': removeDependencySchema,
  rename: renameSchema,
  move: moveSchema,
  remove: removeSchema,
  preset: presetSchema,
};

/** A schema as Nx and Nx Console read it. */
export function schemaText(name: string, schema: z.ZodObject): string {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input' }) as Record<
    string,
    unknown
  >;
  const whole = {
    $schema: 'https://json-schema.org/schema',
    $id: `nx-signal-python-${name}`,
    cli: 'nx',
    ...json,
    // Nx takes any other form of `loose` for a refusal of positional arguments.
    additionalProperties: json['additionalProperties'] !== false,
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Texts of schema.json, by generator. */
export const schemas: Record<string, string> = Object.fromEntries(
  Object.entries(zodSchemas).map(([name, schema]) => [name, schemaText(name, schema)]),
);

/** What create-nx-signal lets people choose: it has no access to the plugin before it installs it. */
export function choicesText(): string {
  const { kind, typeChecker } = presetSchema.shape;
  const choices = {
    kind: kind.unwrap().options,
    typeChecker: typeChecker.unwrap().options,
  };
  return `${JSON.stringify(choices, null, 2)}\n`;
}
