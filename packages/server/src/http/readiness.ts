import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';

const partSchema = z.object({
  isReady: z.boolean(),
  code: z.string().optional(),
  message: z.string().optional(),
  hint: z.string().optional().meta({ description: 'What to do.' }),
});

/** Whether the server can do its work, part by part. */
export const readinessSchema = z
  .object({
    isReady: z.boolean(),
    parts: z.object({
      database: partSchema,
      jobs: partSchema,
      files: partSchema,
      worker: partSchema,
      mail: partSchema.optional().meta({ description: 'Only where a mail server is set. E-mails wait for it; all else works without.' }),
    }),
  })
  .meta({ id: 'Readiness' });
export type Readiness = z.infer<typeof readinessSchema>;

export type PartName = keyof Readiness['parts'];

type Check = (signal: AbortSignal) => Promise<void>;
export type ReadinessChecks = Readonly<Record<Exclude<PartName, 'mail'>, Check>> & { readonly mail?: Check | undefined };

/** A part that does not answer within this time counts as one that does not work: probes of orchestrators wait about as long. */
const deadlineMs = 5_000;

/** Asks each part at the same time; what is wrong is told, not thrown. */
export async function askReadiness(checks: ReadinessChecks): Promise<Readiness> {
  const ask = async (check: Check) => {
    const signal = AbortSignal.timeout(deadlineMs);
    const late = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new ForecourtError('DEADLINE_EXCEEDED', `It did not answer within ${deadlineMs} ms.`)));
    });
    try {
      await Promise.race([check(signal), late]);
      return { isReady: true };
    } catch (error) {
      const { code, message, hint } = ForecourtError.from(error);
      return {
        isReady: false,
        code,
        message: code === 'INTERNAL' ? 'It fails in a way that nobody foresaw; the log says more.' : message,
        hint,
      };
    }
  };
  const [database, jobs, files, worker, mail] = await Promise.all([
    ask(checks.database),
    ask(checks.jobs),
    ask(checks.files),
    ask(checks.worker),
    checks.mail && ask(checks.mail),
  ]);
  const needed = { database, jobs, files, worker };
  return { isReady: Object.values(needed).every((part) => part.isReady), parts: { ...needed, ...(mail && { mail }) } };
}
