import { z } from 'zod';
import { bundledRequirements, sourceDates } from './names.js';

/** Options of `build`, `bundle` and `nx-release-publish`, among those of any target. */
export const buildFields = {
  sourceDate: z
    .enum(sourceDates)
    .optional()
    .describe(
      '`build` only: the date of all files in what is built. `fixed`: the same for every build; `commit`: that of ' +
        'the last commit that touched the project, which is part of the hash. A variable `SOURCE_DATE_EPOCH` wins. Default: `fixed`.',
    ),
  requirements: z
    .enum(bundledRequirements)
    .optional()
    .describe(
      '`bundle` only: how third-party packages are asked for. `pinned`: all of the closure, as uv.lock has it; `ranges`: ' +
        'as the projects declare them. Default: `pinned` with a uv.lock, else `ranges`.',
    ),
  index: z
    .string()
    .min(1)
    .optional()
    .describe(
      '`nx-release-publish` only: the index to publish to, by its name in `[[tool.uv.index]]` or by the address that ' +
        'takes uploads. Default: what uv is set up for, else PyPI.',
    ),
  check: z
    .string()
    .min(1)
    .optional()
    .describe(
      '`nx-release-publish` only: the address of the index where it is read, where `index` is an address. What is ' +
        'there already is not uploaded again.',
    ),
};
