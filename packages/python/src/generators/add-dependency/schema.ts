import { z } from 'zod';
import { dependencyFields } from '../../options/dependency-fields.js';

/** Options of the generator `add-dependency`. */
export const addDependencySchema = z
  .strictObject(dependencyFields)
  .describe('Adds dependencies to a project, of this workspace or third-party, and locks them.')
  .meta({
    title: 'Add dependencies',
    examples: [
      {
        command: 'nx g @nx-signal/python:add-dependency api models',
        description: 'A project of this workspace; uv adds it as a source.',
      },
      {
        command: 'nx g @nx-signal/python:add-dependency api "httpx>=0.28,<1" rich --group=dev',
        description: 'Third-party packages, in the development group.',
      },
    ],
  });

/** See {@link addDependencySchema}. */
export type AddDependencyOptions = z.input<typeof addDependencySchema>;
