import { z } from 'zod';

const count = z.int().nonnegative();

const taskSchema = z
  .object({
    id: z.string().describe('`project:target`, as Nx names it.'),
    project: z.string(),
    target: z.string(),
    status: z
      .enum(['success', 'failure', 'skipped', 'unfinished'])
      .describe('`skipped`: what it waits for has failed; `unfinished`: the run was interrupted.'),
    source: z
      .enum(['ran', 'local', 'remote', 'none'])
      .describe(
        'Where the result comes from: a run or one of the caches; `none`: there is no result.',
      ),
    hash: z.string().nullable(),
    text: z
      .string()
      .nullable()
      .describe('The full output of a failed task, without colours; otherwise `null`.'),
  })
  .describe('One task. Aggregates such as `signal` are left out.');

const findingSchema = z
  .object({
    task: z.string(),
    file: z.string().describe('Relative to the workspace root.'),
    line: z.int().positive().nullable(),
    code: z.string().nullable().describe('The rule, or the exception of a test.'),
    message: z.string().describe("The tool's own message, in one line."),
  })
  .describe('One finding of a tool.');

/** What `nx-signal now --json` prints. A change that a reader could trip over is a new version. */
export const verdictSchema = z
  .object({
    version: z.literal(1),
    verdict: z
      .enum(['green', 'red', 'interrupted'])
      .describe('Describes the bytes that were on the disk when it was asked for.'),
    targets: z.array(z.string()).describe('The targets that were asked for.'),
    milliseconds: count.describe('From the question to the answer.'),
    tasks: z.array(taskSchema),
    findings: z.array(findingSchema),
  })
  .describe('The verdict on a workspace with @nx-signal/python.');

/** See {@link verdictSchema}. */
export type Verdict = z.infer<typeof verdictSchema>;
/** One task of a verdict. */
export type VerdictTask = Verdict['tasks'][number];
/** One finding of a verdict. */
export type VerdictFinding = Verdict['findings'][number];
