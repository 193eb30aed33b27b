import type { HostJobEvent } from '@forecourt/sdk/contract';

/** A log as people read it: a line for what happened, with its time; output of several lines keeps them. */
export async function* textOfLog(parts: AsyncIterable<readonly HostJobEvent[]>): AsyncGenerator<string, void, undefined> {
  for await (const part of parts) yield part.map(lineOf).join('');
}

function lineOf(event: HostJobEvent): string {
  return `${event.at} ${wordsOf(event)}\n`;
}

function wordsOf(event: HostJobEvent): string {
  if (event.type === 'log') return `${event.stream === 'error' ? '! ' : ''}${event.text.replace(/\r?\n$/, '')}`;
  if (event.type === 'state') return `--- ${event.state}`;
  if (event.type === 'progress') return `--- ${event.stage} ${Math.round(event.share * 100)} %`;
  const { input, output, problem } = event.item;
  if (problem !== null) return `--- ${input}: ${problem.code}: ${problem.message}`;
  return output === null ? `--- ${input}` : `--- ${input} -> ${output.name} (${output.sha256}, ${output.bytes} bytes)`;
}
