import { defineConfig } from 'vitest/config';

const every = [
  'packages/*/src/**/*.test.{ts,tsx}',
  'apps/*/**/*.test.{ts,tsx}',
  'tools/**/*.test.ts',
  'bench/**/*.test.ts',
  'e2e/**/*.test.ts',
];

/** Files of the pages follow each other too, most of them on one app. */
const pages = ['e2e/web/*.test.ts'];

/** A server, a browser and a tiny model: mostly they wait for each other, so that files go well beside each other. */
const system = ['e2e/server/**', 'e2e/browser/**', 'e2e/monitoring/**', 'e2e/data.test.ts', 'e2e/upload.test.ts'];

/** Each engine holds a gigabyte and both cores: one file after the other. */
const heavy = [
  'e2e/web/first-run.test.ts',
  'e2e/{cutout-provider,odd-files,readme}.test.ts',
  'packages/sdk/src/engine/*.test.ts',
  'packages/sdk/src/providers/local/**',
  'packages/sdk/src/imaging/odd-files.test.ts',
];

/** Files of the server follow each other in the same few processes: to load it anew takes longer than most of them. */
const server = ['packages/server/src/**/*.test.ts'];

/** The same for what is mostly computed: a third of such a file's time was to load what the file before it had loaded. */
const plain = [
  'packages/{errors,quality,sdk}/src/**/*.test.{ts,tsx}',
  'apps/*/**/*.test.{ts,tsx}',
  'tools/**/*.test.ts',
  'bench/**/*.test.ts',
];

/** What changes the process that it runs in, looks at it or kills has one of its own. */
const apart = [
  // Mostly these wait for what they have broken to mend, which others use: by their project's name they are the first to start.
  'e2e/kill/**',
  'e2e/offices/**',
  'e2e/chaos/**',
  'packages/server/src/**/{kill,crashes}.test.ts',
  'packages/server/src/cli/*.test.ts',
  // Loads modules anew, as if packages were missing.
  'packages/server/src/jobs/redis/redis-queue.test.ts',
  'packages/server/src/resting-provider.test.ts',
  'packages/server/src/telemetry/traces.test.ts',
];

/** On two cores: with three each takes as much longer as there are more. */
const atOnce = 2;

const never = ['**/node_modules/**', '**/dist/**', '**/.next/**'];

export default defineConfig({
  test: {
    setupFiles: ['tools/check/fail-on-console.ts'],
    globalSetup: ['tools/check/one-postgres.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // What a test waits for comes when it comes: a busy machine is no failure.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      { extends: true, test: { name: 'apart', include: testsOf(apart), exclude: never, maxWorkers: atOnce, sequence: { groupOrder: 1 } } },
      {
        extends: true,
        test: {
          name: 'light',
          include: every,
          exclude: [...never, ...apart, ...system, ...pages, ...heavy, ...server, ...plain],
          maxWorkers: atOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'plain',
          include: plain,
          exclude: [...never, ...apart, ...heavy],
          setupFiles: ['tools/check/leave-as-found.ts'],
          isolate: false,
          maxWorkers: atOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          include: server,
          exclude: [...never, ...apart],
          setupFiles: ['tools/check/leave-as-found.ts'],
          isolate: false,
          maxWorkers: atOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'pages',
          include: pages,
          exclude: [...never, ...heavy],
          globalSetup: ['e2e/web/app-door.ts'],
          setupFiles: ['tools/check/leave-as-found.ts'],
          isolate: false,
          maxWorkers: atOnce,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: 'system', include: testsOf(system), exclude: [...never, ...heavy], maxWorkers: atOnce, sequence: { groupOrder: 1 } },
      },
      {
        extends: true,
        test: {
          name: 'heavy',
          include: testsOf(heavy),
          exclude: never,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

function testsOf(patterns: readonly string[]): string[] {
  return patterns.map((pattern) => (pattern.endsWith('/**') ? `${pattern}/*.test.{ts,tsx}` : pattern));
}
