import { createHash } from 'node:crypto';
import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '../provider.ts';

/** Checks by the sentence that they prove. */
export type Checks = Readonly<Record<string, (provider: Provider) => Promise<void>>>;

/** @throws INTERNAL where a promise is broken */
export function expect(holds: boolean, promise: string): void {
  if (!holds) throw new ForecourtError('INTERNAL', `This provider breaks a promise: ${promise}.`);
}

export async function rejects(promise: Promise<unknown>, code: string): Promise<void> {
  const outcome = await promise.then(
    () => 'a result',
    (error: unknown) => (ForecourtError.is(error) ? error.code : `an untyped error: ${String(error)}`),
  );
  expect(outcome === code, `it rejects with ${code} and not with ${outcome}`);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
