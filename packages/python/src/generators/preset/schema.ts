import { z } from 'zod';
import { typeCheckers } from '../../options/names.js';

/** Kinds of a first project. */
export const firstKinds = ['library', 'service', 'worker', 'extension', 'none'] as const;

/** Options of the generator `preset`. Loose, since create-nx-workspace hands over all of its own. */
export const presetSchema = z
  .looseObject({
    name: z.string().min(1).describe('Name of the workspace.'),
    project: z
      .string()
      .optional()
      .describe('Name of the first project. Default: a name that fits its kind, such as api.'),
    kind: z
      .enum(firstKinds)
      .default('library')
      .describe('Kind of the first project.')
      .meta({ 'x-prompt': 'What should the first project be?' }),
    typeChecker: z.enum(typeCheckers).default('mypy').describe("The workspace's type checker."),
    requiresPython: z
      .string()
      .regex(/^>=3\.\d+$/, 'expected a lower bound such as >=3.12')
      .default('>=3.11')
      .describe(
        'Python versions that the projects accept; the lower bound goes into .python-version.',
      ),
  })
  .describe(
    'A whole workspace in an empty repository: root files and a first project. `npm create nx-signal` runs it.',
  )
  .meta({
    title: 'Python workspace',
    examples: [
      {
        command: 'npm create nx-signal@latest shop',
        description: 'Installs everything needed, and runs it.',
      },
    ],
  });

/** See {@link presetSchema}; defaults may be left out. */
export type PresetOptions = z.input<typeof presetSchema>;
