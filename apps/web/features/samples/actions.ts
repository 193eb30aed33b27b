'use server';

import { ForecourtError } from '@forecourt/errors';
import { headers } from 'next/headers';
import { runningForecourt } from '@/lib/server/running.ts';

/** An action's end as data: what a server function throws reaches no browser. */
export type SampleAnswer = { readonly vehicles: number } | { readonly message: string; readonly hint: string };

/** Adds the sample vehicles with their photos to the dealership of who asks. Those that are there already stay as they are. */
export async function addSamples(): Promise<SampleAnswer> {
  return await answer((cookie) => runningForecourt().samples.add(cookie));
}

/** Removes the sample vehicles with all that was made of them. */
export async function removeSamples(): Promise<SampleAnswer> {
  return await answer((cookie) => runningForecourt().samples.remove(cookie));
}

async function answer(work: (cookie: string) => Promise<number>): Promise<SampleAnswer> {
  try {
    return { vehicles: await work((await headers()).get('cookie') ?? '') };
  } catch (error) {
    const { message, hint } = ForecourtError.from(error);
    return { message, hint };
  }
}
