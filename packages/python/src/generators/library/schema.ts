import { z } from 'zod';
import { projectFields } from '../../options/generator-fields.js';

/** Options of the generator `library`. */
export const librarySchema = z
  .strictObject(projectFields)
  .describe('A library: a package with types and unit tests, and no dependencies.')
  .meta({
    title: 'Python library',
    examples: [
      {
        command: 'nx g @nx-signal/python:library orders',
        description: 'A library in libs/orders.',
      },
      {
        command: 'nx g @nx-signal/python:library orders --dependsOn=models --tags=scope:shop',
        description: 'With a dependency on the project models, and a tag.',
      },
    ],
  });

/** See {@link librarySchema}; defaults may be left out. */
export type LibraryOptions = z.input<typeof librarySchema>;
