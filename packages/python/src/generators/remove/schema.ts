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
        'Remove it although others need it: their declarations go, their imports are listed and stay.',
      ),
  })
  .describe(
    'Removes a project: its files, its membership, its settings at the root, its lock entry.',
  )
  .meta({
    title: 'Remove a project',
    examples: [
      {
        command: 'nx g @nx-signal/python:remove orders',
        description: 'Refused while others need it.',
      },
    ],
  });

/** See {@link removeSchema}; defaults may be left out. */
export type RemoveOptions = z.input<typeof removeSchema>;
