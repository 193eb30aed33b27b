import type { Execution } from '@forecourt/sdk/contract';
import { csvLine } from '../csv/index.ts';

/** Fields of a line, in their order: names of columns, and what stands in them. */
const columns = {
  created_at: ({ createdAt }) => createdAt,
  started_at: ({ startedAt }) => startedAt,
  finished_at: ({ finishedAt }) => finishedAt,
  duration_ms: ({ startedAt, finishedAt }) =>
    startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
  state: ({ state }) => state,
  operation: ({ operation }) => operation,
  script: ({ script }) => script?.name ?? null,
  version: ({ script }) => script?.version ?? null,
  host: ({ hostName }) => hostName,
  road: ({ road }) => road,
  started_by: ({ startedBy }) => startedBy,
  inputs: ({ inputs }) => inputs,
  outputs: ({ outputs }) => outputs,
  attempts: ({ attempts }) => attempts,
  exit_code: ({ exitCode }) => exitCode,
  problem: ({ problem }) => problem?.code ?? null,
  message: ({ problem }) => problem?.detail ?? null,
  host_id: ({ hostId }) => hostId,
  photo_id: ({ photoId }) => photoId,
  id: ({ id }) => id,
} satisfies Record<string, (execution: Execution) => string | number | null>;

/** Runs as CSV, a line for each, with a line of names in front. */
export async function* csvOfExecutions(pages: AsyncIterable<readonly Execution[]>): AsyncGenerator<string, void, undefined> {
  yield csvLine(Object.keys(columns));
  for await (const page of pages) {
    yield page.map((execution) => csvLine(Object.values(columns).map((cell) => cell(execution)))).join('');
  }
}
