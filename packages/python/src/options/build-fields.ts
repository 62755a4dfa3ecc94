import { z } from 'zod';
import { bundledRequirements, sourceDates } from './names.js';

/** Options of `build`, `bundle` and `nx-release-publish`, among those of any target. */
export const buildFields = {
  sourceDate: z
    .enum(sourceDates)
    .optional()
    .describe(
      '`build` only: the date of all files in what is built. `fixed`: the same for every build; `commit`: that of ' +
        'the last commit that touched the project, which is part of the hash. A `SOURCE_DATE_EPOCH` variable takes precedence. Default: `fixed`.',
    ),
  requirements: z
    .enum(bundledRequirements)
    .optional()
    .describe(
      '`bundle` only: how the wheel requires third-party packages. `pinned`: the whole closure, at the versions in uv.lock; `ranges`: ' +
        'as the projects declare them. Default: `pinned` with a uv.lock, else `ranges`.',
    ),
  index: z
    .string()
    .min(1)
    .optional()
    .describe(
      '`nx-release-publish` only: the index to publish to, by its name in `[[tool.uv.index]]` or by the URL that ' +
        'takes uploads. Default: the settings of uv, else PyPI.',
    ),
  check: z
    .string()
    .min(1)
    .optional()
    .describe(
      '`nx-release-publish` only: the URL to read the index from, if `index` is a URL. Files that are already ' +
        'there are not uploaded again.',
    ),
};
