// Runs scripts of tests where there is no PowerShell: the JavaScript in the block comment `<#js … #>` of a script, as a process of its own that
// is told the same and speaks the same lines. It finds `job`, what its job file says, and `say`, which prints a line and mirrors it.
import { appendFileSync, readFileSync, writeSync } from 'node:fs';

const argument = (name) => process.argv[process.argv.indexOf(name) + 1];
const script = readFileSync(argument('-File'), 'utf8');

globalThis.job = JSON.parse(readFileSync(argument('-JobFile'), 'utf8'));
let seq = 0;
globalThis.say = (line) => {
  const text = `${JSON.stringify({ seq: ++seq, ...line })}\n`;
  appendFileSync(globalThis.job.events, text);
  writeSync(1, text);
};
const source = /<#js([\s\S]*?)#>/.exec(script)?.[1] ?? '';
await import(`data:text/javascript;base64,${Buffer.from(source).toString('base64')}`);
