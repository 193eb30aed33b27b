import { ForecourtError } from '@forecourt/errors';
import type { CheckResult, Diagnostics } from '@forecourt/sdk/contract';
import { databaseError } from '../database/index.ts';
import type { Check } from './check.ts';
import { checks } from './checks/index.ts';
import type { Site } from './site.ts';

/** A part that says nothing for so long does not work. */
const deadlineMs = 10_000;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly deadlineMs?: number | undefined;
}

/** Looks at every part, all at once where one does not need the other. Never throws for what is wrong with the installation: it tells. */
export async function runChecks(site: Site, options: RunOptions = {}): Promise<CheckResult[]> {
  const results = new Map<string, Promise<CheckResult>>();
  for (const check of checks) results.set(check.name, look(check, site, results, options));
  return await Promise.all(results.values());
}

/** What is told of an installation whose settings cannot be read: there is nothing else to look at. */
export function settingsFailed(error: unknown): CheckResult[] {
  const { message, hint } = ForecourtError.from(error);
  return checks.map(({ name, title }) => {
    if (name === 'settings') return { name, title, state: 'failed', message, hint, durationMs: 0 };
    return { name, title, state: 'skipped', message: 'Not looked at: the settings cannot be read.', hint: null, durationMs: 0 };
  });
}

/** The checks of a server with the worst of their states. */
export function summarise(results: readonly CheckResult[], version: string): Diagnostics {
  const worst = (['failed', 'warning'] as const).find((state) => results.some((result) => result.state === state));
  return { state: worst ?? 'ok', checkedAt: new Date().toISOString(), version, checks: [...results] };
}

async function look(
  check: Check,
  site: Site,
  results: ReadonlyMap<string, Promise<CheckResult>>,
  { signal, deadlineMs: limitMs = deadlineMs }: RunOptions,
): Promise<CheckResult> {
  const { name, title, needs = [] } = check;
  const needed = await Promise.all(needs.map((other) => results.get(other)));
  const lacking = needed.find((result) => result !== undefined && (result.state === 'failed' || result.state === 'skipped'));
  if (lacking !== undefined) {
    return { name, title, state: 'skipped', message: `Not looked at: it needs the part “${lacking.title}”.`, hint: null, durationMs: 0 };
  }
  const startedAt = performance.now();
  const ending = AbortSignal.any([AbortSignal.timeout(limitMs), ...(signal ? [signal] : [])]);
  const spent = () => Math.round(performance.now() - startedAt);
  try {
    const { state, message, hint = null } = await orLate(check.run(site, ending), ending, limitMs);
    return { name, title, state, message, hint, durationMs: spent() };
  } catch (error) {
    return { name, title, ...failureOf(error), durationMs: spent() };
  }
}

function failureOf(error: unknown): Pick<CheckResult, 'state' | 'message' | 'hint'> {
  const { code, message, hint } = databaseError(error);
  // Before the first start there is nothing wrong, and while another process has the database it is that one's to look at.
  if (code === 'NOT_FOUND' || code === 'DATA_FOLDER_IN_USE') return { state: 'skipped', message: notHere(code, message), hint: null };
  return { state: 'failed', message: message.endsWith('.') ? message : `${message}.`, hint };
}

function notHere(code: string, message: string): string {
  if (code === 'NOT_FOUND') return `${message} The first start of the server makes it.`;
  return `${message} Its own page Settings → Diagnostics looks at this part.`;
}

async function orLate<T>(work: Promise<T>, ending: AbortSignal, limitMs: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const give = () => late.reject(new ForecourtError('DEADLINE_EXCEEDED', `It did not answer within ${limitMs / 1000} s.`));
  ending.addEventListener('abort', give, { once: true });
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    ending.removeEventListener('abort', give);
    // One that comes too late is nobody's any more.
    work.catch(() => undefined);
  }
}
