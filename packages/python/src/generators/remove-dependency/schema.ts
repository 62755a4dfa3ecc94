import { z } from 'zod';
import { dependencyFields } from '../../options/dependency-fields.js';

/** Options of the generator `remove-dependency`. */
export const removeDependencySchema = z
  .strictObject(dependencyFields)
  .describe('Removes dependencies from a project, and locks what is left.')
  .meta({
    title: 'Remove dependencies',
    examples: [
      {
        command: 'nx g @nx-signal/python:remove-dependency api models',
        description: 'Its source is removed too.',
      },
    ],
  });

/** See {@link removeDependencySchema}. */
export type RemoveDependencyOptions = z.input<typeof removeDependencySchema>;
