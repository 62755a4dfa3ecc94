import { z } from 'zod';

/** Options of the generator `init`: none. What it leaves alone is a matter of the repository, not of flags. */
export const initSchema = z
  .strictObject({})
  .describe(
    'Registers the plugin in nx.json, completes .gitignore, writes a block into AGENTS.md, and lists what it found. If the repository’s own commands install all extras, or use another linter and no ruff, the options follow them. `nx add` runs it.',
  )
  .meta({
    title: 'Set up @nx-signal/python',
    examples: [
      { command: 'nx add @nx-signal/python', description: 'Installs the plugin and runs init.' },
    ],
  });

/** See {@link initSchema}. */
export type InitOptions = z.input<typeof initSchema>;
