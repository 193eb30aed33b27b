import type { HostJobEvent } from '@forecourt/sdk/contract';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { maxPayloadBytes } from '../database/channels.ts';
import { liveParts } from './live-events.ts';

const at = '2026-11-22T00:00:00.000Z';
const text = fc.string({ unit: 'binary', maxLength: 8_192 }).map((value) => value.toWellFormed());
const anyEvent = fc.oneof(
  text.map((value) => ({ type: 'log' as const, stream: 'out' as const, text: value })),
  fc.constant({ type: 'progress' as const, stage: 'cut', share: 0.5 }),
);

it('tells whatever a script says in pieces that a notification carries, in their order', () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { maxLength: 30 }), (said) => {
      const events = said.map((event, index): HostJobEvent => ({ ...event, sequence: index + 1, at }));
      const parts = liveParts(events);
      const id = '01980a3e-7c1f-7000-8000-00000000a9e7';
      for (const part of parts) {
        const payload = JSON.stringify({ dealershipId: id, event: { type: 'execution.logged', at, data: { id, events: part } } });
        expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(maxPayloadBytes);
        expect(part.length).toBeGreaterThan(0);
      }
      const told = parts.flat().map(({ sequence }) => sequence);
      expect(told).toEqual(told.toSorted((one, other) => one - other));
      const small = events.filter((event) => event.type !== 'log' || event.text.length <= 200);
      expect(told).toEqual(expect.arrayContaining(small.map(({ sequence }) => sequence)));
    }),
    { numRuns: 300 },
  );
});
