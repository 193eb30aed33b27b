import { reportSchema } from '@forecourt/quality';
import * as z from 'zod';
import { timingsSchema, warningSchema } from './cutout.ts';
import { sha256Schema, timeSchema } from './identifiers.ts';

/** Name of a job on a host: whoever sends the same twice gets the same job. */
export const jobKeySchema = z.string().regex(/^[A-Za-z0-9._-]{8,128}$/);

/** A file on a host, named by its content. Its name is only for people and for tools that go by the ending. */
export const hostFileSchema = z.strictObject({ sha256: sha256Schema, bytes: z.int().nonnegative(), name: z.string().min(1).max(200) });
export type HostFile = z.infer<typeof hostFileSchema>;

/** The version of a script that a job runs. */
export const scriptChoiceSchema = z.strictObject({ name: z.string().max(80), version: z.string().max(40), sha256: sha256Schema });
export type ScriptChoice = z.infer<typeof scriptChoiceSchema>;

const parameterValue = z.union([z.string().max(4000), z.number(), z.boolean(), z.null()]);

/** What a host is to do: `PUT /agent/v1/jobs/{key}`. */
export const hostJobRequestSchema = z.strictObject({
  /** `removeBackground` by the agent's engine, or by a script where one is named; `script` for every other script. */
  operation: z.enum(['removeBackground', 'script']),
  inputs: z.array(hostFileSchema).max(500),
  parameters: z.record(z.string().max(80), parameterValue).default({}),
  script: scriptChoiceSchema.nullable().default(null),
  /** Says what would be done and does nothing: `-WhatIf`. */
  whatIf: z.boolean().default(false),
  timeLimitMs: z.int().min(1000).max(86_400_000).default(600_000),
  /** Larger is sooner. */
  priority: z.int().min(-10).max(10).default(0),
  correlationId: z.string().max(120).optional(),
});
export type HostJobRequest = z.infer<typeof hostJobRequestSchema>;
export type HostJobWish = z.input<typeof hostJobRequestSchema>;

/** `partly` is done with some inputs and not with others. The last four are for good. */
export const hostJobStateSchema = z.enum(['waiting', 'running', 'done', 'partly', 'failed', 'cancelled']);
export type HostJobState = z.infer<typeof hostJobStateSchema>;

export const hostProblemSchema = z.object({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type HostProblem = z.infer<typeof hostProblemSchema>;

/** What came of one input. */
export const hostItemSchema = z.object({
  input: sha256Schema,
  output: hostFileSchema.nullable(),
  /** What the engine of the agent says of its cutout; a script's output has no report before the platform looked at it. */
  report: reportSchema.nullable().default(null),
  model: z.string().nullable().default(null),
  timings: timingsSchema.nullable().default(null),
  warnings: z.array(warningSchema).default([]),
  problem: hostProblemSchema.nullable().default(null),
});
export type HostItem = z.infer<typeof hostItemSchema>;

/**
 * Who may speak for a job: renewed every 20 s, over after 60. Whoever takes a job over gets a higher fence, and everybody with a lower
 * one is refused (LEASE_LOST). A job whose lease is over is ended.
 */
export const leaseSchema = z.object({ fence: z.int().positive(), expiresInMs: z.int().nonnegative() });
export type Lease = z.infer<typeof leaseSchema>;

/** A job as the agent's journal has it. */
export const hostJobSchema = z.object({
  key: jobKeySchema,
  request: hostJobRequestSchema,
  state: hostJobStateSchema,
  /** How often it was begun: more than 1 after a crash of the agent, or where a failed one was sent again. */
  attempts: z.int().nonnegative(),
  progress: z.object({ stage: z.string(), share: z.number().min(0).max(1) }),
  items: z.array(hostItemSchema),
  problem: hostProblemSchema.nullable(),
  exitCode: z.int().nullable(),
  /** Number of the last event. */
  lastSequence: z.int().nonnegative(),
  createdAt: timeSchema,
  startedAt: timeSchema.nullable(),
  finishedAt: timeSchema.nullable(),
});
export type HostJob = z.infer<typeof hostJobSchema>;

export const leasedJobSchema = z.object({ job: hostJobSchema, lease: leaseSchema });
export type LeasedJob = z.infer<typeof leasedJobSchema>;

/** What happens in a job, numbered from 1 without gaps: `GET /agent/v1/jobs/{key}/events?after=n`, as server-sent events. */
export const hostJobEventSchema = z.discriminatedUnion('type', [
  z.object({ sequence: z.int().positive(), at: timeSchema, type: z.literal('state'), state: hostJobStateSchema }),
  z.object({
    sequence: z.int().positive(),
    at: timeSchema,
    type: z.literal('progress'),
    stage: z.string(),
    share: z.number().min(0).max(1),
  }),
  z.object({ sequence: z.int().positive(), at: timeSchema, type: z.literal('item'), item: hostItemSchema }),
  z.object({
    sequence: z.int().positive(),
    at: timeSchema,
    type: z.literal('log'),
    stream: z.enum(['out', 'error']),
    text: z.string().max(8192),
  }),
]);
export type HostJobEvent = z.infer<typeof hostJobEventSchema>;
/** The same before it has its number and its time. */
export type NewHostJobEvent = HostJobEvent extends infer Event ? (Event extends unknown ? Omit<Event, 'sequence' | 'at'> : never) : never;
