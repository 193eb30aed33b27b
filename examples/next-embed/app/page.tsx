import { cookies } from 'next/headers';
import { forecourt } from './forecourt.ts';
import { Photos } from './photos.tsx';
import { cookieName, openSession, personOf } from './sign-in.ts';

export default async function Page() {
  const cookie = (await cookies()).get(cookieName);
  const name = personOf(cookie?.value);
  if (cookie === undefined || name === undefined) {
    return (
      <form action={signIn}>
        <h1>A dealer’s own site</h1>
        <button type="submit">Sign in as Ada</button>
      </form>
    );
  }
  const client = forecourt().client({ cookie: `${cookieName}=${cookie.value}` });
  const { items } = await client.vehicles.list({ limit: 1 }).page();
  const vehicle = items[0] ?? (await client.vehicles.create({ stockNumber: 'A-1042', make: 'Volvo', model: 'V60' }));
  return (
    <main>
      <h1>
        {vehicle.make} {vehicle.model}
      </h1>
      <p>Signed in as {name}, by this site’s own sign-in.</p>
      <Photos vehicleId={vehicle.id} />
    </main>
  );
}

async function signIn(): Promise<void> {
  'use server';
  (await cookies()).set(cookieName, openSession('Ada'), { httpOnly: true, sameSite: 'lax' });
}
