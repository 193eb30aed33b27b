import { ForecourtError } from '@forecourt/errors';
import type { Choice as ChoiceName } from '@forecourt/sdk/contract';
import type { Provider } from '@forecourt/sdk/providers';
import type { Host } from '@forecourt/sdk/remote';
import { type Budget, createRouter, type Ledger, type Router } from '@forecourt/sdk/router';
import type { ProviderRow } from '../database/providers.ts';
import type { Secrets } from '../secrets/index.ts';
import type { Metrics } from '../telemetry/index.ts';
import { observedProvider } from '../telemetry/index.ts';
import { asSetUp } from './as-set-up.ts';
import type { Catalogue } from './catalogue.ts';
import { kinds } from './kinds.ts';
import type { SharedParts } from './shared-parts.ts';

export interface BuildParts {
  readonly secrets: Pick<Secrets, 'read'>;
  readonly metrics: Metrics;
  readonly fetch: typeof fetch;
  readonly catalogue: Catalogue;
  /** What makes cutouts on this machine, with its calls counted. */
  readonly engine: Provider;
  /** Computers of a dealership that take cutouts. */
  readonly hostsOf: HostsOf;
}

/** Computers of a dealership that take cutouts, as they are connected just now. */
export type HostsOf = (dealershipId: string) => Promise<readonly Host[]>;

/** The longest of all calls: the largest photo, on a machine that has much else to do. */
const deadlineMs = 600_000;

/** Makes the provider that a row is for, its key read for the moment. @throws SECRET_KEY_MISSING, SECRET_UNREADABLE */
export async function providerOfRow(row: ProviderRow, { secrets, metrics, hostsOf, ...parts }: BuildParts): Promise<Provider> {
  const { dealershipId, secretId, kind, name, baseUrl } = row;
  const key = secretId === null ? '' : await secrets.read(dealershipId, secretId);
  const made = kinds[kind].make({ ...parts, name, key, baseUrl, hosts: () => hostsOf(dealershipId) });
  // The engine's calls are counted where it is made.
  return kind !== 'local' ? observedProvider(made, metrics, kind) : made;
}

/** Stands for a provider whose key cannot be read: asked what it can do, it says why it cannot be asked. */
export function brokenProvider(name: string, error: unknown): Provider {
  const problem = ForecourtError.from(error);
  const close = async () => undefined;
  return {
    name,
    abilities: () => Promise.reject(problem),
    health: async () => ({ state: 'unavailable', message: problem.message, hint: problem.hint, code: problem.code }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

export interface RouterParts extends SharedParts {
  readonly choose: ChoiceName;
  readonly budget: Budget;
  readonly ledger: Ledger;
  readonly onTrouble: (error: ForecourtError) => void;
}

/** The router of a dealership: of its providers that are on, in its order. */
export function routerOfRows(
  rows: readonly ProviderRow[],
  providers: ReadonlyMap<string, Provider>,
  { choose, ...parts }: RouterParts,
): Router {
  const enabled = rows.filter(({ isEnabled }) => isEnabled);
  return createRouter({
    ...{ ...parts, deadlineMs, closesProviders: false },
    providers: enabled.flatMap((row) => {
      const provider = providers.get(row.id);
      return provider ? [asSetUp(provider, row)] : [];
    }),
    choose: choose === 'weights' ? { weights: Object.fromEntries(enabled.map(({ name, weight }) => [name, weight])) } : choose,
  });
}
