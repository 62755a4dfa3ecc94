import { fileURLToPath } from 'node:url';

/** Root of this repository. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url)).replace(
  /[\\/]$/,
  '',
);
