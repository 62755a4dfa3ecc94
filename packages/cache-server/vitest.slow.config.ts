import { defineConfig } from 'vitest/config';

/** Faults and endurance: minutes. Part of `npm run test:slow`. */
export default defineConfig({
  test: {
    include: ['src/**/*.slow.ts'],
    testTimeout: 1_200_000,
    hookTimeout: 900_000,
    // One at a time: they measure memory and fill disks.
    fileParallelism: false,
  },
});
