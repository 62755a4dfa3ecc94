import { z } from 'zod';
import { projectField } from '../../options/generator-fields.js';

/** Options of the generator `rename`. */
export const renameSchema = z
  .strictObject({
    project: projectField,
    newName: z
      .string()
      .min(1)
      .describe('The new name. A folder and a module with the old name are renamed too.')
      .meta({
        $default: { $source: 'argv', index: 1 },
        'x-prompt': 'What should it be called?',
        'x-priority': 'important',
      }),
  })
  .describe(
    'Renames a project, its module and its folder, with every reference: requirements, sources, members, settings, imports, lock.',
  )
  .meta({
    title: 'Rename a project',
    examples: [
      {
        command: 'nx g @nx-signal/python:rename orders sales',
        description: 'libs/orders becomes libs/sales.',
      },
    ],
  });

/** See {@link renameSchema}. */
export type RenameOptions = z.input<typeof renameSchema>;
