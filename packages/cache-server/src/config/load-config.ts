import type { z } from 'zod';
import { CacheServerError } from '../errors.js';
import { checkConfig } from './check-config.js';
import { type ConfigFile, lineOfKey, readConfigFile } from './config-file.js';
import { suggestName } from './nearest.js';
import { allOptions, innermost, isScalar, variablePrefix } from './option-names.js';
import { type Config, configSchema } from './schema.js';

/** Where configuration comes from. Flags win over variables, variables over the file. */
export interface ConfigSources {
  /** Dotted key → value, as given. */
  flags: Readonly<Record<string, string>>;
  environment: Readonly<Record<string, string | undefined>>;
  /** Path of the file, when one is named. */
  file?: string | undefined;
}

/** Variables with our prefix that are no options. */
const otherVariables = ['CONFIG', 'TOKEN', 'SERVER'].map((name) => variablePrefix + name);

type Values = Record<string, unknown>;

/** Dotted key → where its value came from. */
type Places = Map<string, string>;

function setValue(values: Values, key: string, value: unknown): void {
  const [first = '', ...rest] = key.split('.');
  if (rest.length === 0) values[first] = value;
  else {
    const nested = values[first];
    if (typeof nested !== 'object' || nested === null) values[first] = {};
    setValue(values[first] as Values, rest.join('.'), value);
  }
}

function optionOf(name: string, by: 'key' | 'variable', place: string) {
  const known = allOptions.filter(isScalar);
  const option = known.find((candidate) => candidate[by] === name);
  if (option) return option;
  throw new CacheServerError({
    code: 'CONFIG_INVALID',
    message: `Unknown option "${name}".`,
    place,
    hint: suggestName(name, [...known.map((candidate) => candidate[by])]),
  });
}

function addVariables(values: Values, places: Places, environment: ConfigSources['environment']) {
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(variablePrefix) || otherVariables.includes(variable)) continue;
    if (value === undefined || value === '') continue;
    const { key } = optionOf(variable, 'variable', `environment variable ${variable}`);
    setValue(values, key, value);
    places.set(key, `environment variable ${variable}`);
  }
}

function addFlags(values: Values, places: Places, flags: ConfigSources['flags']): void {
  for (const [flag, value] of Object.entries(flags)) {
    const { key } = optionOf(flag, 'key', `flag --${flag}`);
    setValue(values, key, value);
    places.set(key, `flag --${key}`);
  }
}

function placeOf(key: string, places: Places, file: ConfigFile | undefined): string | undefined {
  const given = places.get(key);
  if (given || !file) return given;
  const line = lineOfKey(file.text, key);
  return `${file.path}${line === undefined ? '' : `:${line}`}${key ? ` (${key})` : ''}`;
}

/** Keys that are known where an unknown one was found. */
function knownKeysAt(path: readonly PropertyKey[]): string[] {
  let schema: z.ZodType = configSchema;
  for (const part of path) {
    const inner = innermost(schema);
    if (inner.def.type === 'array') schema = (inner as z.ZodArray<z.ZodType>).element;
    else schema = (inner as z.ZodObject).shape[String(part)] as z.ZodType;
  }
  return Object.keys((innermost(schema) as z.ZodObject).shape);
}

function toError(issue: z.core.$ZodIssue, places: Places, file: ConfigFile | undefined) {
  const isUnknown = issue.code === 'unrecognized_keys';
  const name = isUnknown ? (issue.keys[0] ?? '') : '';
  const key = [...issue.path, ...(isUnknown ? [name] : [])].map(String).join('.');
  return new CacheServerError({
    code: 'CONFIG_INVALID',
    message: isUnknown
      ? `Unknown option "${name}".`
      : `Option "${key}" is not valid: ${issue.message}.`,
    place: placeOf(key, places, file),
    hint: isUnknown
      ? suggestName(name, knownKeysAt(issue.path))
      : 'docs/reference/cache-server.md lists every option with its type.',
  });
}

/** A copy that can be filled without a change to what was read. */
function fileValues(file: ConfigFile | undefined): Values {
  const value = file ? file.value : {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return structuredClone(value) as Values;
  throw new CacheServerError({
    code: 'CONFIG_INVALID',
    message: 'The configuration is not an object.',
    place: file?.path,
    hint: 'docs/reference/cache-server.md shows a file.',
  });
}

/**
 * Puts the configuration together and checks it.
 *
 * @throws CacheServerError CONFIG_UNREADABLE, or CONFIG_INVALID with the place and the nearest known key
 */
export function loadConfig(sources: ConfigSources): Config {
  const file = readConfigFile(sources.file ?? sources.environment[`${variablePrefix}CONFIG`]);
  const values = fileValues(file);
  const places: Places = new Map();
  addVariables(values, places, sources.environment);
  addFlags(values, places, sources.flags);
  const result = configSchema.safeParse(values);
  if (!result.success) throw toError(result.error.issues[0] as z.core.$ZodIssue, places, file);
  checkConfig(result.data, (key) => placeOf(key, places, file));
  return result.data;
}
