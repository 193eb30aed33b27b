import { type HostJobEvent, hostJobEventSchema } from '@forecourt/sdk/contract';

/** Events out of a whole stream of them. */
export function eventsIn(stream: Uint8Array): HostJobEvent[] {
  const lines = Buffer.from(stream).toString('utf8').split('\n');
  return lines.filter((line) => line.startsWith('data: ')).map((line) => hostJobEventSchema.parse(JSON.parse(line.slice('data: '.length))));
}

export function statesIn(events: readonly HostJobEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'state' ? [event.state] : []));
}
