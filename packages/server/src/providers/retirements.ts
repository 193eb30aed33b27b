import type { Retirement } from '@forecourt/sdk/contract';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import { listEnabledProviders, type ProviderName, type ProviderRow } from '../database/providers.ts';
import { claimRetirementAlert } from '../database/retirement-alerts.ts';
import { retirementsOf } from './describe.ts';
import { kinds } from './kinds.ts';
import { noteState } from './refusals.ts';
import type { Routers } from './routers.ts';

export interface LookAfterOptions {
  readonly database: Database;
  readonly routers: Pick<Routers, 'built'>;
  readonly signal?: AbortSignal | undefined;
  readonly now?: Date | undefined;
  /** Told of a provider that could not be looked after; the others are. */
  readonly onError: (error: unknown, row: ProviderRow) => void;
}

/** So many days before its end people are told of a model; 0 is gone. */
const warnedDaysBefore = [60, 14, 1, 0] as const;
const dayMs = 24 * 60 * 60 * 1000;
const atOnce = 100;

/** Asks each provider that is on how it is, by a call that costs nothing, and warns of models that it takes away: once at each stage. */
export async function lookAfterProviders({ database, routers, signal, now = new Date(), onError }: LookAfterOptions): Promise<void> {
  let last: ProviderName | null = null;
  for (;;) {
    const rows: ProviderRow[] = await listEnabledProviders(database.orm, last, atOnce);
    for (const row of rows) {
      if (signal?.aborted) return;
      await lookAfter(row, { database, routers, signal, now }).catch((error: unknown) => onError(error, row));
    }
    last = rows.at(-1) ?? null;
    if (rows.length < atOnce) return;
  }
}

async function lookAfter(
  row: ProviderRow,
  { database, routers, signal, now }: Pick<LookAfterOptions, 'database' | 'routers' | 'signal'> & { readonly now: Date },
): Promise<void> {
  const provider = (await routers.built(row.dealershipId)).providers.get(row.id);
  if (provider === undefined || !kinds[row.kind].isKeyed) return;
  // Asked first: with its health some providers tell when their models end.
  await noteState(database, row, await provider.health({ signal }));
  const { offers } = await provider.abilities();
  const ending = new Map(retirementsOf(offers, row.operations, now.getTime()).map((retirement) => [retirement.model, retirement]));
  for (const retirement of ending.values()) await warn(database, row, retirement, now);
}

async function warn(database: Database, row: ProviderRow, retirement: Retirement, now: Date): Promise<void> {
  const { dealershipId, id: providerId, name } = row;
  const { model, retiresOn, replacedBy } = retirement;
  const days = Math.ceil((Date.parse(retiresOn) - now.getTime()) / dayMs);
  const daysBefore = warnedDaysBefore.findLast((stage) => days <= stage);
  if (daysBefore === undefined) return;
  await database.transaction(async (tx) => {
    if (!(await claimRetirementAlert(tx, { dealershipId, providerId, model, daysBefore, retiresOn }))) return;
    const isGone = daysBefore === 0;
    const instead = replacedBy === null ? 'Choose another model.' : `${replacedBy} takes its place.`;
    await notify(tx, {
      dealershipId,
      kind: 'model.retiring',
      title: isGone ? `${name} has taken ${model} away` : `${name} takes ${model} away in ${days === 1 ? 'a day' : `${days} days`}`,
      body: isGone
        ? `It has answered no more since ${retiresOn}. ${instead}`
        : `From ${retiresOn} on it answers no more, and what asks for it by name fails. ${instead}`,
      link: `/settings/providers/${providerId}`,
      groupKey: `model:${providerId}:${model}:${daysBefore}:${retiresOn}`,
    });
  });
}
