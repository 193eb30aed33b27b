import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { checkMachine } from './machine.ts';
import { checkPackages } from './packages.ts';
import { checkPowerShell } from './powershell.ts';
import { type Counts, oneFailed, onePassed, root, runProgram, runTool, type Step } from './step.ts';
import { checkTypes } from './types.ts';

/** All checks: a new one is one entry here. */
export const steps: readonly Step[] = [
  { name: 'machine', title: 'what tests run for real is installed: a browser, two databases, Prometheus, OpenSSH', run: checkMachine },
  { name: 'powershell', title: 'scripts of hosts can be run by a real PowerShell', run: checkPowerShell },
  tool('style', 'formatted, and no smell that the linter knows', '@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']),
  { name: 'types', title: 'every file type-checks', run: checkTypes },
  tool('boundaries', 'imports run one way (tools/boundaries.json)', 'dependency-cruiser', 'depcruise', [
    'packages',
    'tools',
    'bench',
    '--config',
    '.dependency-cruiser.cjs',
    '--output-type',
    'err',
  ]),
  tool('unused', 'no dead files, exports or dependencies', 'knip', 'knip', ['--no-progress', '--no-config-hints']),
  script('pages', 'the pages of the reference app build', 'tools/check/build-pages.ts'),
  script('docs', 'the documentation builds, and its links lead somewhere', 'apps/docs/build.ts'),
  { name: 'tests', title: 'unit, property and process tests', run: runTests },
  { name: 'packages', title: 'what we publish, packed, checked and used in an empty project', run: checkPackages },
];

function tool(name: string, title: string, packageName: string, command: string, args: readonly string[]): Step {
  return { name, title, run: async () => ((await runTool(packageName, command, args)) === 0 ? onePassed : oneFailed) };
}

function script(name: string, title: string, path: string): Step {
  return { name, title, run: async () => ((await runProgram(process.execPath, [path])) === 0 ? onePassed : oneFailed) };
}

interface VitestSummary {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numFailedTestSuites: number;
  readonly success: boolean;
}

async function runTests(): Promise<Counts> {
  const summaryPath = join(root, 'node_modules', '.cache', 'vitest-summary.json');
  await rm(summaryPath, { force: true });
  const code = await runTool('vitest', 'vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile=${summaryPath}`]);
  const summary: VitestSummary = JSON.parse(await readFile(summaryPath, 'utf8'));
  // A suite that could not even be loaded, or an error outside of any test, has no failed test of its own.
  const failed = Math.max(summary.numFailedTests, code === 0 && summary.success ? 0 : 1);
  return { passed: summary.numPassedTests, failed, skipped: summary.numPendingTests };
}
