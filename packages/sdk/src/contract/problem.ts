import * as z from 'zod';

/** Problem details (RFC 9457) as Forecourt sends them: `code` is one of the error table, `hint` says what to do next. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Address of the page that explains the code.' }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    instance: z.string().optional(),
    code: z.string(),
    hint: z.string(),
    retryable: z.boolean(),
    correlationId: z.string().optional().meta({ description: 'Name this when you ask for help: it stands in the logs.' }),
    details: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;
