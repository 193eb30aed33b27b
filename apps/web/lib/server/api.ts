import { ForecourtError } from '@forecourt/errors';
import type { Client } from '@forecourt/sdk/client';
import type { Identity, Scope, SignInProvider } from '@forecourt/sdk/contract';
import { headers } from 'next/headers';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { signInAddress } from '../addresses.ts';
import { runningForecourt } from './running.ts';

/** The client of the backend in this process, asking as the person whose page this is. */
export const serverClient = cache(async (): Promise<Client> => {
  const cookie = (await headers()).get('cookie');
  return runningForecourt().client(cookie === null ? {} : { cookie });
});

/** Who is signed in, or null. */
const readIdentity = cache(async (): Promise<Identity | null> => {
  const client = await serverClient();
  try {
    return await client.session.read();
  } catch (error) {
    if (ForecourtError.is(error) && error.status === 401) return null;
    throw error;
  }
});

export async function isSignedIn(): Promise<boolean> {
  return (await readIdentity()) !== null;
}

/** Who is signed in; else leads to sign-in, or to the first run where nobody was ever there. */
export async function requireIdentity(): Promise<Identity> {
  const identity = await readIdentity();
  if (identity !== null) return identity;
  const { needed } = await runningForecourt().setup();
  if (needed) redirect('/welcome');
  redirect(signInAddress((await headers()).get('x-forecourt-path') ?? '/'));
}

/** Where people can sign in with an account elsewhere. */
export async function signInProviders(): Promise<readonly SignInProvider[]> {
  return (await (await serverClient()).call('getSignInMethods', {})).providers;
}

/** Who is signed in, if it may do this; for everybody else the page is not there. */
export async function requireRight(right: Scope): Promise<Identity> {
  const identity = await requireIdentity();
  if (!identity.scopes.includes(right)) notFound();
  return identity;
}
