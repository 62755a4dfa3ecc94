import { z } from 'zod';
import { projectFields } from '../../options/generator-fields.js';

/** Options of the generator `service`. */
export const serviceSchema = z
  .strictObject({
    ...projectFields,
    database: z
      .enum(['none', 'sqlalchemy'])
      .default('none')
      .describe(
        '`sqlalchemy` stores data in SQLite, or in PostgreSQL if DATABASE_URL is set; `/health` then queries the database.',
      )
      .meta({ 'x-priority': 'important' }),
  })
  .describe(
    'An HTTP service with FastAPI: /health, settings, a Dockerfile, and unit, integration and contract tests.',
  )
  .meta({
    title: 'Python service',
    examples: [
      { command: 'nx g @nx-signal/python:service api', description: 'A service in services/api.' },
      {
        command: 'nx g @nx-signal/python:service api --database=sqlalchemy --dependsOn=models',
        description: 'With a database, and a dependency on the project models.',
      },
    ],
  });

/** See {@link serviceSchema}; defaults may be left out. */
export type ServiceOptions = z.input<typeof serviceSchema>;
