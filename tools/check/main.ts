// Every check of this repository, in the order in which the cheapest come first: what `npm test` runs.
//
//   npm test                 everything
//   npm test -- types tests  only these steps
//   npm test -- --list       the names of the steps

import { availableParallelism } from 'node:os';
import { runStep, type Step, type StepResult } from './step.ts';
import { steps } from './steps.ts';

const wanted = process.argv.slice(2);
if (wanted.includes('--list')) {
  for (const { name, title } of steps) console.log(`${name.padEnd(12)} ${title}`);
  process.exit(0);
}
const unknown = wanted.filter((name) => !steps.some((step) => step.name === name));
if (unknown.length > 0) {
  console.error(`There is no step ${unknown.join(', ')}. Steps: ${steps.map((step) => step.name).join(', ')}.`);
  process.exit(2);
}

const chosen: readonly Step[] = wanted.length > 0 ? steps.filter((step) => wanted.includes(step.name)) : steps;
console.log(`Forecourt: ${chosen.length} checks under Node ${process.versions.node} on ${availableParallelism()} processors\n`);

const results: StepResult[] = [];
for (const step of chosen) results.push(await runStep(step));

console.log('\nSummary');
for (const { step, failed, passed, skipped, seconds } of results) {
  const counts = passed + failed + skipped > 1 ? `${passed} passed, ${failed} failed, ${skipped} skipped` : '';
  console.log(`  ${failed === 0 ? '✓' : '✗'} ${step.name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${counts}`);
}
const total = (field: 'passed' | 'failed' | 'skipped') => results.reduce((sum, result) => sum + result[field], 0);
console.log(`\n${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exitCode = total('failed') > 0 ? 1 : 0;
