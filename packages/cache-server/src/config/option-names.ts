import type { z } from 'zod';
import { configSchema } from './schema.js';

/** An option that has a flag and a variable. */
export interface OptionName {
  /** Dotted, such as `storage.maxSize`; the flag is the same behind two dashes. */
  key: string;
  /** Such as `NX_SIGNAL_CACHE_STORAGE_MAX_SIZE`. */
  variable: string;
  schema: z.ZodType;
}

/** What all variables start with. */
export const variablePrefix = 'NX_SIGNAL_CACHE_';

function toVariable(key: string): string {
  const words = key.replaceAll('.', '_').replace(/[a-z](?=[A-Z])/g, '$&_');
  return variablePrefix + words.toUpperCase();
}

/** What stands inside `prefault`, `default`, `optional` and the like. */
export function innermost(schema: z.ZodType): z.ZodType {
  const { innerType } = schema.def as { innerType?: z.ZodType };
  return innerType ? innermost(innerType) : schema;
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | undefined {
  const inner = innermost(schema);
  return inner.def.type === 'object' ? (inner as z.ZodObject).shape : undefined;
}

function listOptions(schema: z.ZodType, prefix: string): OptionName[] {
  return Object.entries(shapeOf(schema) ?? {}).flatMap(([name, option]) => {
    const key = prefix + name;
    if (shapeOf(option)) return listOptions(option, `${key}.`);
    return [{ key, variable: toVariable(key), schema: option }];
  });
}

/** Every option, lists included: those can stand in the file only. */
export const allOptions: readonly OptionName[] = listOptions(configSchema, '');

/** Whether an option has a flag and a variable. */
export function isScalar({ schema }: OptionName): boolean {
  return innermost(schema).def.type !== 'array';
}

/** Whether an option is true or false. */
export function isSwitch({ schema }: OptionName): boolean {
  return innermost(schema).def.type === 'union';
}
