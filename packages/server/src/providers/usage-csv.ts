import type { UsageCall } from '@forecourt/sdk/contract';

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
  yield `${Object.keys(columns).join(',')}\r\n`;
  for await (const page of pages) {
    yield page
      .map((call) => {
        const cells = Object.values(columns).map((cell) => cellOf(cell(call)));
        return `${cells.join(',')}\r\n`;
      })
      .join('');
  }
}

/** Six decimals are whole millionths: sums of the column are exact. */
function usd(microdollars: number): string {
  const digits = String(microdollars).padStart(7, '0');
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function cellOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  // A spreadsheet takes what begins so for a formula (OWASP, "CSV Injection").
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
