import { randomUUID } from 'node:crypto';
import { createClient } from '@forecourt/sdk/client';
import { inject } from 'vitest';
import { type App, owner } from './app.ts';
// What the door provides is declared there.
import type {} from './app-door.ts';

/**
 * A dealership that nobody has worked in, with an owner who is no operator, on an app that other files use before and after.
 * For what needs settings of its own, starts anew or looks after the whole installation there is `startApp`.
 *
 * @example
 * const app = await openDealership();
 * await signIn(context, app);
 */
export async function openDealership(): Promise<App> {
  const answer = await fetch(`${inject('appDoorUrl')}/${process.env.VITEST_POOL_ID}`);
  if (!answer.ok) throw new Error(`There is no app: ${await answer.text()}`);
  const { url, dataDir }: Pick<App, 'url' | 'dataDir'> = await answer.json();
  const operator = createClient({ url, headers: { cookie: await cookieOf(url), origin: url } });
  const { id: dealershipId } = await operator.call('createDealership', { body: { name: 'Autohaus Lindner' } });
  await operator.call('switchDealership', { params: { dealershipId } });
  const email = `ann-${randomUUID()}@example.com`;
  const { token } = await operator.invitations.create({ email, role: 'owner' });
  const { password } = owner;
  await createClient({ url, headers: { origin: url } }).call('acceptInvitation', { body: { token, name: 'Ann', password } });
  return { url, dataDir, owner: { email, password } };
}

async function cookieOf(url: string): Promise<string> {
  const body = JSON.stringify(owner);
  const answer = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', Origin: url },
  });
  if (!answer.ok) throw new Error(`The operator was not let in: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
