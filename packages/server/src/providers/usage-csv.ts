import type { UsageCall } from '@forecourt/sdk/contract';
import { csvLine } from '../csv/index.ts';

/** Fields of a line, in their order: names of columns, and what stands in them. */
const columns = {
  at: ({ at }) => at,
  provider: ({ provider }) => provider,
  model: ({ model }) => model,
  operation: ({ operation }) => operation,
  outcome: ({ outcome }) => outcome,
  code: ({ code }) => code,
  duration_ms: ({ durationMs }) => durationMs,
  estimate_usd: ({ estimateMicrodollars }) => usd(estimateMicrodollars),
  cost_usd: ({ costMicrodollars }) => usd(costMicrodollars),
  actor_kind: ({ actor }) => actor.kind,
  actor_name: ({ actor }) => actor.name,
  actor_id: ({ actor }) => actor.id,
  job_id: ({ jobId }) => jobId,
  generation_id: ({ generationId }) => generationId,
  correlation_id: ({ correlationId }) => correlationId,
  is_hedge: ({ isHedge }) => (isHedge ? 'yes' : 'no'),
  id: ({ id }) => id,
} satisfies Record<string, (call: UsageCall) => string | number | null>;

/** The ledger as CSV (RFC 4180), a line for each call, with a line of names in front. */
export async function* csvOfCalls(pages: AsyncIterable<readonly UsageCall[]>): AsyncGenerator<string, void, undefined> {
  yield csvLine(Object.keys(columns));
  for await (const page of pages) {
    yield page.map((call) => csvLine(Object.values(columns).map((cell) => cell(call)))).join('');
  }
}

/** Six decimals are whole millionths: sums of the column are exact. */
function usd(microdollars: number): string {
  const digits = String(microdollars).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
