import { z } from 'zod';
import { projectField } from '../../options/generator-fields.js';

/** Options of the generator `remove`. */
export const removeSchema = z
  .strictObject({
    project: projectField,
    force: z
      .boolean()
      .default(false)
      .describe(
        'Remove it although others need it. Their declarations are removed; their imports are listed and stay.',
      ),
  })
  .describe(
    'Removes a project: its files, workspace membership, settings at the root, and lock entry.',
  )
  .meta({
    title: 'Remove a project',
    examples: [
      {
        command: 'nx g @nx-signal/python:remove orders',
        description: 'Refused while other projects need it.',
      },
    ],
  });

/** See {@link removeSchema}; defaults may be left out. */
export type RemoveOptions = z.input<typeof removeSchema>;
