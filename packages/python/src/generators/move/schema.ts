import { z } from 'zod';
import { projectField } from '../../options/generator-fields.js';

/** Options of the generator `move`. */
export const moveSchema = z
  .strictObject({
    project: projectField,
    destination: z
      .string()
      .min(1)
      .describe('The new folder, relative to the workspace root.')
      .meta({
        $default: { $source: 'argv', index: 1 },
        'x-prompt': 'Where should it go?',
        'x-priority': 'important',
      }),
  })
  .describe('Moves a project to another folder, with every reference to it; its name stays.')
  .meta({
    title: 'Move a project',
    examples: [
      {
        command: 'nx g @nx-signal/python:move orders libs/shop/orders',
        description: 'Name and module stay.',
      },
    ],
  });

/** See {@link moveSchema}. */
export type MoveOptions = z.input<typeof moveSchema>;
