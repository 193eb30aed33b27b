import type { UsageCall } from '@forecourt/sdk/contract';
import { expect, it } from 'vitest';
import { csvOfCalls } from './usage-csv.ts';

const call: UsageCall = {
  ...{ id: '01990000-0000-7000-8000-000000000001', at: '2026-03-01T12:00:00.000Z', provider: 'openai', model: 'm', operation: 'editImage' },
  ...{ outcome: 'done', code: null, isHedge: false, durationMs: 12, estimateMicrodollars: 1_000_001, costMicrodollars: 7 },
  ...{ actor: { kind: 'person', id: null, name: 'Ann' }, jobId: null, generationId: null, correlationId: null },
};

async function linesOf(...calls: UsageCall[]): Promise<string[]> {
  async function* pages() {
    yield calls;
  }
  let text = '';
  for await (const part of csvOfCalls(pages())) text += part;
  return text.split('\r\n').slice(1, -1);
}

it('is a line of cells with money that adds up to the millionth', async () => {
  expect(await linesOf(call)).toEqual([
    '2026-03-01T12:00:00.000Z,openai,m,editImage,done,,12,1.000001,0.000007,person,Ann,,,,,no,01990000-0000-7000-8000-000000000001',
  ]);
});

it('keeps names with commas and quotes in their cell, and lets no name be a formula', async () => {
  const [first, second] = await linesOf(
    { ...call, actor: { kind: 'person', id: null, name: 'Ann "the boss", Motors' } },
    { ...call, actor: { kind: 'person', id: null, name: '=HYPERLINK("http://x")' } },
  );
  expect(first).toContain(',"Ann ""the boss"", Motors",');
  expect(second).toContain(`,"'=HYPERLINK(""http://x"")",`);
});
