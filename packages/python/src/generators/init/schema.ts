import { z } from 'zod';

/** Options of the generator `init`: none. What it leaves alone is a matter of the repository, not of flags. */
export const initSchema = z
  .strictObject({})
  .describe(
    'Registers the plugin in nx.json, adds to .gitignore what is missing there, and says what it found. Where the repository’s own commands install all extras, have ruff check and not format, or have another linter and no ruff, the options follow them. `nx add` runs it.',
  )
  .meta({
    title: 'Set up @nx-signal/python',
    examples: [
      { command: 'nx add @nx-signal/python', description: 'Installs the plugin and runs init.' },
    ],
  });

/** See {@link initSchema}. */
export type InitOptions = z.input<typeof initSchema>;
