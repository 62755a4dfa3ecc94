import { z } from 'zod';

const percent = z.number().min(0).max(100);

const thresholds = {
  lines: percent.optional().describe('The lowest percentage of lines that a test task must cover.'),
  branches: percent
    .optional()
    .describe('The same for branches, which are then measured. Default: neither.'),
};

const fields = {
  ...thresholds,
  patch: percent
    .optional()
    .describe(
      'The lowest percentage of changed lines, judged by `nx-signal coverage` because it depends on the base, ' +
        'which a task does not know.',
    ),
};

/** `[tool.nx-signal.coverage]`, or `coverage` in the plugin's options. */
export const coverageOptionsSchema = z.strictObject(fields);

/** Coverage of one target. */
export const targetCoverageSchema = z.strictObject(thresholds);

/** The keys that are known in a table of coverage. */
export function coverageShape(isOfTarget: boolean): object {
  return isOfTarget ? thresholds : fields;
}
