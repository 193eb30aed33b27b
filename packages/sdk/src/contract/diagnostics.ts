import * as z from 'zod';
import { timeSchema } from './identifiers.ts';

/** How one part of an installation was found. */
export const checkStateSchema = z
  .enum(['ok', 'warning', 'failed', 'skipped'])
  .meta({ description: '`skipped` was not looked at, since it needs a part that does not work.' });
export type CheckState = z.infer<typeof checkStateSchema>;

/** One part of an installation, looked at. */
export const checkResultSchema = z
  .object({
    name: z.string().meta({ description: 'What was looked at, such as `database`; never renamed.' }),
    title: z.string(),
    state: checkStateSchema,
    message: z.string().meta({ description: 'What was found.' }),
    hint: z.string().nullable().meta({ description: 'What to do, where something is wrong.' }),
    durationMs: z.int(),
  })
  .meta({ id: 'CheckResult' });
export type CheckResult = z.infer<typeof checkResultSchema>;

/** Every part of an installation, looked at a moment ago by the server that answers. */
export const diagnosticsSchema = z
  .object({
    state: z.enum(['ok', 'warning', 'failed']).meta({ description: 'The worst of all.' }),
    checkedAt: timeSchema,
    version: z.string(),
    checks: z.array(checkResultSchema),
  })
  .meta({ id: 'Diagnostics' });
export type Diagnostics = z.infer<typeof diagnosticsSchema>;
