import { z } from 'zod';
import { projectFields } from '../../options/generator-fields.js';

/** Options of the generator `worker`. */
export const workerSchema = z
  .strictObject(projectFields)
  .describe('A process that handles messages until it is told to stop, then ends cleanly.')
  .meta({
    title: 'Python worker',
    examples: [
      {
        command: 'nx g @nx-signal/python:worker mailer',
        description: 'A worker in services/mailer.',
      },
    ],
  });

/** See {@link workerSchema}; defaults may be left out. */
export type WorkerOptions = z.input<typeof workerSchema>;
