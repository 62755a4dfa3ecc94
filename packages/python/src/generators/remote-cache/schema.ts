import { z } from 'zod';

/** Options of the generator `remote-cache`. */
export const remoteCacheSchema = z
  .strictObject({
    server: z
      .url({ protocol: /^https?$/ })
      .describe('URL of the server, as seen from CI runs.')
      .meta({ 'x-prompt': 'At which URL do runs reach the cache server?' }),
    provider: z
      .enum(['github', 'gitlab', 'none'])
      .optional()
      .describe(
        'CI provider to set up. Default: GitLab if there is a .gitlab-ci.yml, else GitHub.',
      ),
    repository: z
      .string()
      .regex(/^[\w.-]+(\/[\w.-]+)+$/)
      .optional()
      .describe(
        'Repository whose runs the server accepts, such as `acme/shop`. Default: that of the remote `origin`.',
      ),
    branch: z
      .string()
      .optional()
      .describe('The protected branch. Default: `defaultBase` of nx.json.'),
  })
  .describe(
    'Connects the workspace and its CI to a self-hosted remote cache (nx-signal-cache) that pull requests cannot poison.',
  )
  .meta({
    title: 'Wire a remote cache',
    examples: [
      {
        command: 'nx g @nx-signal/python:remote-cache --server https://cache.example.com',
        description: 'Writes the files that laptops, CI and the server need.',
      },
    ],
  });

/** See {@link remoteCacheSchema}. */
export type RemoteCacheOptions = z.input<typeof remoteCacheSchema>;
