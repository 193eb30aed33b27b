import { foreignKey, pgTable, primaryKey, text, uuid } from '../drizzle-pg.ts';
import { jobs } from './pictures.ts';

/** The trace that a job was asked for in, as W3C's `traceparent`; only while somebody collects traces. */
export const jobTraces = pgTable(
  'job_traces',
  {
    dealershipId: uuid('dealership_id').notNull(),
    jobId: uuid('job_id').notNull(),
    traceParent: text('trace_parent').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.dealershipId, table.jobId] }),
    foreignKey({
      name: 'job_traces_job',
      columns: [table.dealershipId, table.jobId],
      foreignColumns: [jobs.dealershipId, jobs.id],
    }).onDelete('cascade'),
  ],
);
