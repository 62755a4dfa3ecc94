import { z } from 'zod';

/** Name of a workspace in configuration and tokens. */
export const workspaceNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, "-" and "_" only');
