import { z } from 'zod';
import { extensionSchema } from '../generators/extension/schema.js';
import { librarySchema } from '../generators/library/schema.js';
import { serviceSchema } from '../generators/service/schema.js';
import { workerSchema } from '../generators/worker/schema.js';

/** The zod schemas, by generator, in the order of the reference. */
export const zodSchemas: Record<string, z.ZodObject> = {
  library: librarySchema,
  service: serviceSchema,
  worker: workerSchema,
  extension: extensionSchema,
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
  };
  return `${JSON.stringify(whole, null, 2)}\n`;
}

/** Texts of schema.json, by generator. */
export const schemas: Record<string, string> = Object.fromEntries(
  Object.entries(zodSchemas).map(([name, schema]) => [name, schemaText(name, schema)]),
);
