// Runs a script as PowerShell would be asked to, but with Node: the script is JavaScript under the name of a .ps1. It finds `job`, what its
// job file says, and `say`, which prints a line of the protocol and writes it into the mirror.

import { appendFileSync, readFileSync, writeSync } from 'node:fs';

const argument = (name) => process.argv[process.argv.indexOf(name) + 1];

globalThis.job = JSON.parse(readFileSync(argument('-JobFile'), 'utf8'));
globalThis.isWhatIf = process.argv.includes('-WhatIf');
/** Once a script has used process.stdout its pipe says that it is full rather than wait. */
const write = (bytes) => {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if (error.code !== 'EAGAIN') throw error;
    }
  }
};
let seq = 0;
globalThis.say = (line, { toPipe = true, toMirror = true } = {}) => {
  const text = `${JSON.stringify({ seq: ++seq, ...line })}\n`;
  if (toMirror) appendFileSync(job.events, text);
  if (toPipe) write(Buffer.from(text));
};
await import(`data:text/javascript;base64,${readFileSync(argument('-File')).toString('base64')}`);
