import { z } from 'zod';
import { sql } from './drizzle.ts';
import { appendEvents, type Happened } from './events.ts';
import { readGenerationsOf } from './generations.ts';
import { rowsOf, type Transaction } from './orm.ts';
import { readAnalysesOf } from './photo-analyses.ts';
import { generations, photoAnalyses } from './schema.ts';

const kindSchema = z.object({ dealershipId: z.string(), jobId: z.string(), kind: z.enum(['generation', 'analysis']) });

/** Appends the events of what these jobs ask providers for: generations and analyses. Other jobs have none here. */
export async function tellCalls(
  tx: Transaction,
  changed: readonly { readonly dealershipId: string; readonly jobId: string }[],
): Promise<void> {
  if (changed.length === 0) return;
  const names = sql`(select "dealershipId", "jobId" from json_to_recordset(${JSON.stringify(changed)}::json) as name ("dealershipId" uuid, "jobId" uuid))`;
  const found = rowsOf(
    kindSchema,
    await tx.execute(sql`
      select distinct dealership_id as "dealershipId", job_id as "jobId", 'generation' as kind from ${generations} where (dealership_id, job_id) in ${names}
      union all
      select dealership_id, job_id, 'analysis' from ${photoAnalyses} where (dealership_id, job_id) in ${names}`),
  );
  const happened: Happened[] = [];
  for (const [dealershipId, ofOne] of Map.groupBy(found, (one) => one.dealershipId)) {
    const jobsOf = (kind: 'generation' | 'analysis') => ofOne.filter((one) => one.kind === kind).map(({ jobId }) => jobId);
    for (const data of await readGenerationsOf(tx, dealershipId, jobsOf('generation'))) {
      happened.push({ dealershipId, type: 'generation.changed', data });
    }
    for (const data of await readAnalysesOf(tx, dealershipId, jobsOf('analysis'))) {
      happened.push({ dealershipId, type: 'analysis.changed', data });
    }
  }
  await appendEvents(tx, happened);
}
