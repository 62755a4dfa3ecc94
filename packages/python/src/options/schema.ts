import { z } from 'zod';
import { splitWords } from '../split-words.js';
import { auditOptionsSchema } from './audit-fields.js';
import { buildFields } from './build-fields.js';
import { coverageOptionsSchema, targetCoverageSchema } from './coverage-fields.js';
import { dockerFields } from './docker-fields.js';
import {
  inputChecks,
  isolations,
  type TargetKind,
  targetKinds,
  testKinds,
  typeCheckers,
} from './names.js';

const relativeFolder = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith('/') && !path.includes('\\') && !path.split('/').includes('..'),
    {
      message: 'expected a path inside the project, with forward slashes',
    },
  );

const pythonVersion = z
  .string()
  .regex(/^3\.\d+(?:\.\d+)?$/, 'expected a version of CPython, such as "3.13" or "3.13.2"');

/** Interpreters that tests run on. */
const pythons = z
  .array(pythonVersion)
  .refine((versions) => new Set(versions).size === versions.length, {
    message: 'expected each version once',
  });

/** Settings of one inferred target. Each may be set for the workspace or for one project. */
export const targetOptionsSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .optional()
    .describe("The target's name in Nx. Default: the name used here."),
  folder: relativeFolder
    .optional()
    .describe('Test targets only: the folder of the tests, relative to the project.'),
  markers: z
    .string()
    .min(1)
    .optional()
    .describe('Test targets only: a pytest marker expression, passed as `-m`.'),
  paths: z
    .array(relativeFolder)
    .min(1)
    .optional()
    .describe(
      "`typecheck` only: files and folders to check, relative to the project, instead of those in the checker's settings.",
    ),
  format: z
    .boolean()
    .optional()
    .describe(
      "`lint` and `fix` only: whether ruff's formatter runs too. Default: where ruff formats, that is if its settings have " +
        'a section `format`, or if a command, hook or workflow formats with it and no other formatter is configured or ' +
        'declared; for `fix`, the same as for `lint`.',
    ),
  args: z
    .array(z.string())
    .optional()
    .describe("More arguments for the tool, after the plugin's own."),
  inputs: z
    .array(z.union([z.string(), z.record(z.string(), z.unknown())]))
    .optional()
    .describe(
      'More inputs of the hash: globs such as `{workspaceRoot}/schemas/**/*`, or any Nx input.',
    ),
  env: z
    .array(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of an environment variable'),
    )
    .optional()
    .describe('Environment variables that the result depends on; their values enter the hash.'),
  timeout: z
    .number()
    .positive()
    .optional()
    .describe(
      'Seconds after which the tool is stopped and the task fails. Default: 600; for images, 3600.',
    ),
  coverage: z
    .union([z.boolean(), targetCoverageSchema])
    .optional()
    .describe(
      'Test targets only: whether coverage is measured, and the thresholds. Default: the option `coverage` ' +
        'for `test:unit`, none for the others.',
    ),
  pythons: pythons
    .optional()
    .describe(
      'Test targets only: the versions of Python that the tests run on, with a task and an environment for ' +
        'each. Default: what `pythons` says for `test:unit`, and the usual interpreter for the others.',
    ),
  ...buildFields,
  ...dockerFields,
});

const targetSetting = z.union([z.literal(false), targetOptionsSchema]);

/** Kinds that start no tool, so that there is nothing to pass on or to stop in time. */
const withoutTool: readonly TargetKind[] = ['audit', 'bundle', 'serve', 'signal', 'confidence'];

/** Kinds whose results depend on something. A server has no result, and what was published stays. */
const hashed = targetKinds.filter((kind) => kind !== 'serve' && kind !== 'nx-release-publish');

/** The kinds that take an option; all take those that are missing here. */
const takenBy: Readonly<Record<string, readonly TargetKind[]>> = {
  // Nx knows the target by its name.
  name: targetKinds.filter((kind) => kind !== 'nx-release-publish'),
  sourceDate: ['build'],
  requirements: ['bundle'],
  index: ['nx-release-publish'],
  check: ['nx-release-publish'],
  folder: testKinds,
  markers: testKinds,
  coverage: testKinds,
  pythons: testKinds,
  paths: ['typecheck'],
  format: ['lint', 'fix'],
  inputs: hashed,
  env: hashed,
  args: targetKinds.filter((kind) => !withoutTool.includes(kind)),
  timeout: targetKinds.filter((kind) => !withoutTool.includes(kind)),
  ...Object.fromEntries(Object.keys(dockerFields).map((name) => [name, ['docker-build']])),
};

/** Names each option that would change nothing: whoever has written it thinks that it does. */
function refuseUntaken(
  targets: Partial<Record<TargetKind, z.infer<typeof targetSetting>>>,
  context: z.RefinementCtx,
): void {
  for (const kind of targetKinds)
    for (const name of Object.keys(targets[kind] || {})) {
      if (takenBy[name]?.includes(kind) ?? true) continue;
      context.addIssue({ code: 'custom', path: [kind, name], message: `${kind} does not take it` });
    }
}
const orders = ['parallel', 'chain'] as const;
const orderText =
  '`parallel` runs the members of `signal` side by side; `chain` runs lint, typecheck and ' +
  'test:unit in this order, and a failure skips the rest. Default: `parallel`.';

/** What is expected of the signal as a whole. */
export const signalOptionsSchema = z.strictObject({
  order: z.enum(orders).optional().describe(orderText),
  budget: z
    .number()
    .positive()
    .optional()
    .describe('Seconds that a run may take, as judged by `nx-signal report`. Default: 10.'),
  overBudget: z
    .enum(['warn', 'fail'])
    .optional()
    .describe(
      'What `nx-signal report` does if a run takes longer: `fail` ends it with exit code 1. ' +
        'Default: `warn`.',
    ),
});

/** Names of groups or extras. */
const names = z.union([z.array(z.string()), z.literal('*')]);

const sharedFields = {
  targets: z
    .partialRecord(z.enum(targetKinds), targetSetting)
    .superRefine(refuseUntaken)
    .optional()
    .describe('Settings per target; `false` removes the target.'),
  typeChecker: z
    .enum(typeCheckers)
    .optional()
    .describe(
      'The type checker to run. Default: of those in the lock, the one whose settings are nearest ' +
        'to the project; without a lock, the one that has settings.',
    ),
  verifyInputs: z
    .enum(inputChecks)
    .optional()
    .describe(
      'What a test task does when it reads a file of the workspace or a variable that is not among its ' +
        'inputs: `error` fails, `warn` reports it, `off` does not look. Default: `error`.',
    ),
  signal: z.enum(orders).optional().describe(orderText),
  audit: auditOptionsSchema
    .optional()
    .describe(
      'The security audit. Nothing is audited until this is set; `{}` uses every default. In the ' +
        'pyproject.toml of the workspace root it applies to all projects.',
    ),
  coverage: z
    .union([z.boolean(), coverageOptionsSchema])
    .optional()
    .describe(
      'Whether `test:unit` measures coverage with coverage.py, and the thresholds. Default: `false`.',
    ),
  pythons: pythons
    .optional()
    .describe(
      'The versions of Python that `test:unit` runs on, such as `["3.11", "3.13"]`, with a task and an ' +
        'environment for each. Needs a uv.lock. Default, and `[]`: the usual interpreter.',
    ),
  groups: names
    .optional()
    .describe(
      "Dependency groups to install besides uv's default groups and those that name one of the tools " +
        '(ruff, a type checker, pytest); `"*"` for all. Default: none.',
    ),
  extras: names
    .optional()
    .describe(
      'Extras to install besides those that name a tool which no group has; `"*"` for all. Default: none.',
    ),
  isolation: z
    .enum(isolations)
    .optional()
    .describe(
      'Whether projects share one environment, or each has its own with exactly what it declares: ' +
        '`shared` or `project`. Members that conflict always have their own. Default: `shared`.',
    ),
};

/** Options of the plugin in nx.json. */
export const workspaceOptionsSchema = z.strictObject({
  ...sharedFields,
  signal: z
    .union([z.enum(orders), signalOptionsSchema])
    .optional()
    .describe(`The order of its members, or a table with the order and a budget. ${orderText}`),
});

const programWanted = 'expected a program with its arguments, with every quote closed';
const namesProgram = ([program]: readonly string[] = []) => Boolean(program);

/** `[tool.nx-signal]` in the pyproject.toml of one project. */
export const projectOptionsSchema = z.strictObject({
  ...sharedFields,
  tags: z.array(z.string()).optional().describe('Nx tags of the project.'),
  serve: z
    .union([
      z.string().refine((text) => namesProgram(splitWords(text)), { message: programWanted }),
      z.array(z.string()).refine(namesProgram, { message: programWanted }),
    ])
    .optional()
    .describe(
      'The command that `serve` starts: a program and its arguments, as one string or as a list. No shell ' +
        'runs it. Default: there is no target `serve`.',
    ),
});

/** See {@link auditOptionsSchema}. */
export type AuditOptions = z.infer<typeof auditOptionsSchema>;
/** See {@link licencesSchema}. */
export type LicenceOptions = NonNullable<AuditOptions['licences']>;
/** What coverage must reach; see {@link coverageOptionsSchema}. */
export type CoverageOptions = z.infer<typeof coverageOptionsSchema>;
/** See {@link targetOptionsSchema}. */
export type TargetOptions = z.infer<typeof targetOptionsSchema>;
/** See {@link workspaceOptionsSchema}. */
export type WorkspaceOptions = z.infer<typeof workspaceOptionsSchema>;
/** See {@link projectOptionsSchema}. */
export type ProjectOptions = z.infer<typeof projectOptionsSchema>;
