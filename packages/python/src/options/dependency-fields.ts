import { z } from 'zod';
import { projectField } from './generator-fields.js';

/** Options of the generators that change a project's dependencies. */
export const dependencyFields = {
  project: projectField,
  requirement: z
    .string()
    .min(1)
    .describe(
      'What to add or remove: a project of this workspace, or a third-party requirement. Several are allowed.',
    )
    .meta({
      $default: { $source: 'argv', index: 1 },
      'x-prompt': 'Which dependency?',
      'x-priority': 'important',
    }),
  group: z.string().optional().describe('Use this dependency group instead of `dependencies`.'),
  extra: z.string().optional().describe('Use this extra instead of `dependencies`.'),
  _: z
    .array(z.string())
    .optional()
    .describe('More requirements.')
    .meta({ visible: false, 'x-priority': 'internal' }),
};

const dependencySchema = z.strictObject(dependencyFields);

/** See {@link dependencyFields}. */
export type DependencyOptions = z.infer<typeof dependencySchema>;
