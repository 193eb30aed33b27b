import { ForecourtError } from '@forecourt/errors';
import type { Client } from '@forecourt/sdk/client';

/** What pages use of the backend that server.ts started. */
export interface RunningForecourt {
  client(headers?: Readonly<Record<string, string>>): Client;
  setup(): Promise<{ readonly needed: boolean }>;
  readonly samples: Samples;
}

/** The sample vehicles of the dealership of whoever has this cookie; both tell how many vehicles there were. */
export interface Samples {
  add(cookie: string): Promise<number>;
  remove(cookie: string): Promise<number>;
}

// Next bundles pages apart from server.ts, so that a module's own variable would be another one there.
const place = Symbol.for('forecourt.web.running');

export function setRunningForecourt(forecourt: RunningForecourt): void {
  Reflect.set(globalThis, place, forecourt);
}

/** The backend of this process. */
export function runningForecourt(): RunningForecourt {
  const forecourt: RunningForecourt | undefined = Reflect.get(globalThis, place);
  if (forecourt === undefined) {
    throw new ForecourtError('INTERNAL', 'The pages run without their server.', { hint: 'Start the app with `npm start`.' });
  }
  return forecourt;
}
