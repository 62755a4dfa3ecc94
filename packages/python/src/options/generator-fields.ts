import { z } from 'zod';
import { typeCheckers } from './names.js';

/** Options that every generator of a project has. */
export const projectFields = {
  name: z
    .string()
    .min(1)
    .describe('Name of the project: its distribution, and with "_" for "-" its module.')
    .meta({
      $default: { $source: 'argv', index: 0 },
      'x-prompt': 'What name should the project have?',
      'x-priority': 'important',
    }),
  directory: z
    .string()
    .optional()
    .describe(
      "The project's folder, relative to the workspace root. Default: the name, in libs for " +
        'libraries and extensions, in services for services and workers.',
    )
    .meta({ alias: 'dir', 'x-priority': 'important' }),
  description: z.string().optional().describe('One sentence for pyproject.toml.'),
  tags: z
    .string()
    .optional()
    .describe('Tags of the project in Nx, separated by commas.')
    .meta({ alias: 't' }),
  typeChecker: z
    .enum(typeCheckers)
    .optional()
    .describe("The project's type checker. Default: the one that the workspace uses, else mypy."),
  publishable: z
    .boolean()
    .default(false)
    .describe('Whether the project is meant for a package index; others refuse to be uploaded.'),
  dependsOn: z
    .array(z.string())
    .optional()
    .describe('Projects of this workspace that it depends on, separated by commas.'),
  skipLock: z
    .boolean()
    .default(false)
    .describe('Leave uv.lock as it is; run `uv lock` before any task.')
    .meta({ 'x-priority': 'internal' }),
};

const projectSchema = z.strictObject(projectFields);

/** What the generators of projects have in common. */
export type ProjectOptions = z.infer<typeof projectSchema>;

/** The `project` that a generator works on. */
export const projectField = z
  .string()
  .min(1)
  .describe('The project, by its name or its folder.')
  .meta({
    $default: { $source: 'argv', index: 0 },
    'x-prompt': 'Which project?',
    'x-dropdown': 'projects',
    'x-priority': 'important',
  });
