import { defineConfig } from 'vitest/config';

const every = [
  'packages/*/src/**/*.test.{ts,tsx}',
  'apps/*/**/*.test.{ts,tsx}',
  'tools/**/*.test.ts',
  'bench/**/*.test.ts',
  'e2e/**/*.test.ts',
];

/** Each engine holds a gigabyte and both cores, each server of a whole-system test several processes: one file after the other. */
const heavy = [
  'e2e/**',
  'packages/sdk/src/engine/*.test.ts',
  'packages/sdk/src/providers/**',
  'packages/sdk/src/imaging/odd-files.test.ts',
];

const never = ['**/node_modules/**', '**/dist/**', '**/.next/**'];

export default defineConfig({
  test: {
    setupFiles: ['tools/check/fail-on-console.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What a test waits for comes when it comes: a busy machine is no failure.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: { name: 'light', include: every, exclude: [...never, ...heavy], maxWorkers: 2, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: { name: 'heavy', include: heavyTests(), exclude: never, fileParallelism: false, sequence: { groupOrder: 2 } },
      },
    ],
  },
});

function heavyTests(): string[] {
  return heavy.map((pattern) => (pattern.endsWith('/**') ? `${pattern}/*.test.{ts,tsx}` : pattern));
}
