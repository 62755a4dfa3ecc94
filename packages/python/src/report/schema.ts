import { z } from 'zod';

const time = z.iso.datetime().describe('When, as ISO 8601 in UTC.');
const milliseconds = z.int().nonnegative();
const count = z.int().nonnegative();

const runSchema = z
  .object({
    command: z.string().nullable().describe('What was typed, such as `nx affected -t signal`.'),
    start: time,
    end: time.nullable().describe('`null` while it runs, and if unknown.'),
    milliseconds: milliseconds.nullable().describe('From its start to its end.'),
    checkout: z
      .enum(['this', 'unknown'])
      .describe(
        '`unknown` if Nx keeps one record for several checkouts, and it cannot be determined whose run it was.',
      ),
  })
  .describe('The run of Nx that this file describes.');

const environmentSchema = z
  .object({
    milliseconds: milliseconds.describe('How long tasks waited for environments.'),
    environments: count.describe('How many were needed.'),
    made: count.describe('How many of them had to be created or changed.'),
    installed: count.describe('Packages that uv installed.'),
    prepared: count.describe('Those of them that uv had to fetch or build.'),
  })
  .describe('The environments that tasks ran in.');

const taskSchema = z
  .object({
    id: z.string().describe('`project:target`, as Nx names it.'),
    project: z.string(),
    target: z.string(),
    kind: z
      .string()
      .nullable()
      .describe('The kind of target, such as `lint`; `null` for those of other plugins.'),
    tool: z.string().nullable(),
    status: z
      .enum(['success', 'failure', 'broken', 'skipped', 'unfinished'])
      .describe(
        '`failure`: its tool found something; `broken`: it could not do its work, so nothing is known.',
      ),
    source: z
      .enum(['ran', 'local', 'remote', 'none'])
      .describe(
        'Where the result comes from: a run, the local cache, the remote cache; `none`: there is no result.',
      ),
    hash: z.string().nullable().describe('`null` if Nx has not reported it yet, or made none.'),
    start: time.nullable(),
    milliseconds: milliseconds
      .nullable()
      .describe('Time of its own tools, without waiting; `null` if it did no work.'),
  })
  .describe('One task of Nx.');

const findingSchema = z
  .object({
    task: z.string(),
    project: z.string(),
    tool: z.string().nullable(),
    severity: z.enum(['error', 'warning']),
    file: z.string().nullable().describe('Relative to the workspace root.'),
    line: z.int().positive().nullable(),
    column: z.int().positive().nullable(),
    test: z.string().nullable().describe('The id of a test, from its project.'),
    code: z.string().nullable().describe('The rule, the exception of a test, the advisory.'),
    message: z.string().describe("The tool's own message, in one line."),
  })
  .describe('One finding of a tool.');

const processSchema = z
  .object({
    tool: z.string(),
    kind: z.string().describe('That of its tasks, or `environment`.'),
    start: time,
    milliseconds,
    tasks: count.describe('How many tasks it worked for.'),
    task: z.string().nullable().describe('The task, if it is only one.'),
  })
  .describe('One process of a tool, which may work for many tasks.');

const pipelineSchema = z
  .object({ checkout: milliseconds.nullable(), setupUv: milliseconds.nullable() })
  .describe('Times that the pipeline measured itself; `null`: not measured.');

const cacheSchema = z.object({ hits: count, of: count }).nullable();

const countedPartSchema = z.object({ projects: z.array(z.string()), hits: count, of: count });

const compiledSchema = z
  .object({
    hits: count,
    of: count,
    parts: z
      .array(countedPartSchema)
      .optional()
      .describe(
        'The same by project: one that was built on its own, or all that one environment compiled together.',
      ),
  })
  .nullable();

const cachesSchema = z
  .object({
    mypy: cacheSchema.describe('Modules, and how many of them mypy did not have to check again.'),
    sccache: compiledSchema.describe(
      'Compilations requested from its server, in builds and while environments were created, and how many were in its cache.',
    ),
    buildkit: cacheSchema.describe('Steps of Dockerfiles, and how many BuildKit had in its cache.'),
  })
  .describe(
    'What tools found in their own caches; `null` if a tool did not run, or does not report it.',
  );

/** `dist/reports/signal.json`. A change that a reader could trip over is a new version. */
export const signalSchema = z
  .object({
    version: z.literal(1),
    complete: z
      .boolean()
      .describe(
        "Whether Nx's own record of the run is in it: replayed tasks, those of other plugins, the end.",
      ),
    verdict: z
      .enum(['green', 'red', 'broken', 'interrupted'])
      .describe(
        '`broken`: at least one task could not do its work; `interrupted`: the run did not finish.',
      ),
    run: runSchema,
    commit: z.string().nullable().describe('HEAD when it ran; `null` if unknown.'),
    changed: z.boolean().nullable().describe('Whether tracked files differed from the commit.'),
    base: z.string().nullable().describe('What `affected` compared with.'),
    environment: environmentSchema.nullable().describe('`null`: no task needed one.'),
    caches: cachesSchema,
    pipeline: pipelineSchema,
    audit: z.boolean().describe('Whether the security audit is set up.'),
    tasks: z.array(taskSchema),
    processes: z.array(processSchema),
    findings: z.array(findingSchema),
  })
  .describe('The last run of Nx in a workspace of @nx-signal/python.');

/** See {@link signalSchema}. */
export type SignalReport = z.infer<typeof signalSchema>;
/** One task of a run. */
export type ReportedTask = z.infer<typeof taskSchema>;
/** One finding of a run. */
export type ReportedFinding = z.infer<typeof findingSchema>;
/** One process of a run. */
export type ReportedProcess = z.infer<typeof processSchema>;
/** What environments took. */
export type EnvironmentWork = z.infer<typeof environmentSchema>;
