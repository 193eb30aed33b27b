import { randomUUID } from 'node:crypto';

/** Stands for the sign-in that your application has already: who holds which session. */
interface Sessions {
  readonly names: Map<string, string>;
}
// Pages and routes are bundled apart: what they share hangs on the process.
const holder: { embedSessions?: Sessions } & typeof globalThis = globalThis;
holder.embedSessions ??= { names: new Map() };
const { names } = holder.embedSessions;

export const cookieName = 'embed_session';

export function openSession(name: string): string {
  const token = randomUUID();
  names.set(token, name);
  return token;
}

export function personOf(token: string | undefined): string | undefined {
  return token === undefined ? undefined : names.get(token);
}
