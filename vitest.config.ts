import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.test.ts', 'tools/**/*.test.ts', 'bench/**/*.test.ts', 'e2e/**/*.test.ts'],
    setupFiles: ['tools/check/fail-on-console.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Each engine holds a gigabyte and both cores: two at once would only make each other slow.
    fileParallelism: false,
  },
});
