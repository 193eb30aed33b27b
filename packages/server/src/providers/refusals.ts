import type { ErrorCode } from '@forecourt/errors';
import { errorCodes } from '@forecourt/errors';
import type { ProviderHealth } from '@forecourt/sdk/contract';
import type { Ledger, LedgerEntry } from '@forecourt/sdk/router';
import { notify } from '../database/notifications.ts';
import type { Database } from '../database/open.ts';
import { noteHealth, type ProviderRow, tellProvider } from '../database/providers.ts';

/** What a provider answers as long as nobody does something about its key or its account. */
const lasting = {
  PROVIDER_UNAUTHENTICATED: 'refuses its key',
  PROVIDER_FORBIDDEN: 'does not let its key do what it is asked',
  PROVIDER_OUT_OF_CREDIT: 'has no credit left',
} as const satisfies Partial<Record<ErrorCode, string>>;
type Lasting = keyof typeof lasting;

function isLasting(code: string | null | undefined): code is Lasting {
  return code !== null && code !== undefined && Object.hasOwn(lasting, code);
}

/** The same ledger; what it is told of keys and credit is noted with the provider, and people are told when it begins. */
export function watchRefusals(
  ledger: Ledger,
  { database, rows, onError }: { database: Database; rows: readonly ProviderRow[]; onError: (error: unknown) => void },
): Ledger {
  const known = new Map(rows.map((row) => [row.name, { row, code: row.health?.code }]));
  const note = async (entry: LedgerEntry) => {
    const before = known.get(entry.provider);
    if (!before) return;
    if (isLasting(entry.code) && before.code !== entry.code) {
      known.set(entry.provider, { ...before, code: entry.code });
      await tellRefusal(database, before.row, entry.code, entry.reason);
    }
    if (entry.outcome === 'done' && isLasting(before.code)) {
      known.set(entry.provider, { ...before, code: undefined });
      await noteState(database, before.row, { state: 'ready', message: `${entry.provider} does its work again.` });
    }
  };
  return {
    async write(entry) {
      await ledger.write(entry);
      await note(entry).catch(onError);
    },
  };
}

/** Keeps how a provider is, and lets pages show it where that is news. */
export async function noteState(database: Database, { dealershipId, id, name }: ProviderRow, health: ProviderHealth): Promise<void> {
  await database.transaction(async (tx) => {
    if (await noteHealth(tx, { dealershipId, id }, health)) await tellProvider(tx, { dealershipId, id }, { name });
  });
}

async function tellRefusal(database: Database, row: ProviderRow, code: Lasting, reason: string | null): Promise<void> {
  const { dealershipId, id, name } = row;
  const { hint } = errorCodes[code];
  const message = reason ?? `${name} ${lasting[code]}.`;
  await database.transaction(async (tx) => {
    if (!(await noteHealth(tx, { dealershipId, id }, { state: 'unavailable', message, hint, code }))) return;
    await notify(tx, {
      ...{ dealershipId, kind: 'provider.refused', title: `${name} ${lasting[code]}`, body: `${message} ${hint}` },
      ...{ link: `/settings/providers/${id}`, groupKey: `provider:${id}:${code}` },
    });
    await tellProvider(tx, { dealershipId, id }, { name });
  });
}
