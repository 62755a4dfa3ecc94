import type { z } from 'zod';
import { SignalError } from '../errors.js';
import { auditShapeAt } from './audit-fields.js';
import { coverageShape } from './coverage-fields.js';
import { targetKinds } from './names.js';
import { nearestKey } from './nearest-key.js';
import {
  type ProjectOptions,
  projectOptionsSchema,
  signalOptionsSchema,
  targetOptionsSchema,
  type WorkspaceOptions,
  workspaceOptionsSchema,
} from './schema.js';

/** Where options stand, for the errors about them. */
export interface OptionsSource {
  /** Path relative to the workspace root. */
  file: string;
  /** What stands before every key, such as `tool.nx-signal`. */
  prefix: string;
  /** Line (1-based) of a dotted key, when it can be told. */
  lineOf?: (key: string) => number | undefined;
}

type Issue = z.core.$ZodIssue;

interface Finding {
  message: string;
  hint: string;
  path: PropertyKey[];
}

/** The issue that says most: inside a union that of the branch for tables, not "invalid input". */
function deepest(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const nested = issue.errors.flat().map(deepest);
  const chosen =
    nested.find((candidate) => candidate.code === 'unrecognized_keys') ??
    nested.sort((left, right) => right.path.length - left.path.length)[0];
  return chosen ? { ...chosen, path: [...issue.path, ...chosen.path] } : issue;
}

function knownKeysAt(path: readonly PropertyKey[], top: readonly string[]): readonly string[] {
  if (path.length === 0) return top;
  if (path[0] === 'signal') return Object.keys(signalOptionsSchema.shape);
  if (path[0] === 'audit') return Object.keys(auditShapeAt(path));
  if (path.at(-1) === 'coverage') return Object.keys(coverageShape(path.length > 1));
  return path.length === 1 ? targetKinds : Object.keys(targetOptionsSchema.shape);
}

function unknownKey(key: string, path: readonly PropertyKey[], top: readonly string[]): Finding {
  const known = knownKeysAt(path, top);
  const near = nearestKey(key, known);
  return {
    message: `Unknown option "${key}".`,
    hint: near ? `did you mean "${near}"?` : `known options: ${known.join(', ')}.`,
    path: [...path, key],
  };
}

function describe(issue: Issue, top: readonly string[]): Finding {
  if (issue.code === 'unrecognized_keys') {
    return unknownKey(issue.keys[0] ?? '', issue.path, top);
  }
  if (issue.code === 'invalid_key') {
    return unknownKey(String(issue.path.at(-1)), issue.path.slice(0, -1), top);
  }
  const key = issue.path.map(String).join('.');
  return {
    message: `${key ? `Option "${key}" is` : 'The options are'} not valid: ${issue.message}.`,
    hint: 'docs/reference/options.md lists every option with its type.',
    path: [...issue.path],
  };
}

function validate<T extends z.ZodObject>(
  schema: T,
  value: unknown,
  source: OptionsSource,
): z.infer<T> {
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const [first] = result.error.issues;
  if (!first) throw result.error;
  const { message, hint, path } = describe(deepest(first), Object.keys(schema.shape));
  const key = [source.prefix, ...path.map(String)].filter(Boolean).join('.');
  const place = { file: source.file, line: source.lineOf?.(key), key };
  throw new SignalError({ code: 'OPTIONS_INVALID', message, place, hint });
}

/** Checks the plugin's options in nx.json. Throws OPTIONS_INVALID with the key and the nearest one. */
export function validateWorkspaceOptions(value: unknown, source: OptionsSource): WorkspaceOptions {
  return validate(workspaceOptionsSchema, value, source);
}

/** Checks `[tool.nx-signal]`. Throws OPTIONS_INVALID with file, line, key and the nearest one. */
export function validateProjectOptions(value: unknown, source: OptionsSource): ProjectOptions {
  return validate(projectOptionsSchema, value, source);
}
