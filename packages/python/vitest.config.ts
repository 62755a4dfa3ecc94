import { defineConfig } from 'vitest/config';
import { reporting } from '../../tools/setup/reporting.mjs';

export default defineConfig({
  test: {
    ...reporting(),
    include: ['src/**/*.spec.ts'],
    testTimeout: 30_000,
    // One core less would be half of them on a small machine.
    maxWorkers: '100%',
  },
});
