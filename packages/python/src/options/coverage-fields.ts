import { z } from 'zod';

const percent = z.number().min(0).max(100);

const thresholds = {
  lines: percent
    .optional()
    .describe('The least percentage of lines that a task of tests must run; below it, it fails.'),
  branches: percent
    .optional()
    .describe('The same for branches, which are measured for it. Default: neither.'),
};

const fields = {
  ...thresholds,
  patch: percent
    .optional()
    .describe(
      'The least percentage of changed lines, judged by `nx-signal coverage`: it depends on the base, ' +
        'which no task knows.',
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
