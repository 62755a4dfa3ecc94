import { z } from 'zod';

/** Options of the generator `remote-cache`. */
export const remoteCacheSchema = z
  .strictObject({
    server: z
      .url({ protocol: /^https?$/ })
      .describe('URL of the server, as runs reach it')
      .meta({ 'x-prompt': 'At which URL do runs reach the cache server?' }),
    provider: z
      .enum(['github', 'gitlab', 'none'])
      .optional()
      .describe('CI to wire; default: GitLab where there is a .gitlab-ci.yml, else GitHub'),
    repository: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/)
      .optional()
      .describe('such as `acme/shop`: whose runs the server accepts; default: the remote `origin`'),
    branch: z
      .string()
      .optional()
      .describe('the protected branch; default: `defaultBase` of nx.json'),
  })
  .describe(
    'Wires the workspace and its CI to a self-hosted remote cache (nx-signal-cache), which pull requests cannot poison.',
  )
  .meta({
    title: 'Wire a remote cache',
    examples: [
      {
        command: 'nx g @nx-signal/python:remote-cache --server https://cache.example.com',
        description: 'Writes what laptops, CI and the server need.',
      },
    ],
  });

/** See {@link remoteCacheSchema}. */
export type RemoteCacheOptions = z.input<typeof remoteCacheSchema>;
