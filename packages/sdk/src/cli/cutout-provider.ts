import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '../providers/index.ts';
import { createLocalProvider } from '../providers/local/index.ts';
import { readSettings } from '../settings/settings.ts';

/** Who can make the cutouts of the command. */
export const cutoutProviders = ['local', 'replicate', 'router'] as const;
export type CutoutProviderName = (typeof cutoutProviders)[number];

export type CutoutProvider = Provider & Required<Pick<Provider, 'removeBackground'>>;

/**
 * Makes the provider of that name: the local engine, Replicate, or both, where Replicate is asked for what the engine could not do.
 *
 * @throws PROVIDER_UNAUTHENTICATED where Replicate is wanted and its token is not set
 */
export async function createCutoutProvider(name: CutoutProviderName, model: string | undefined): Promise<CutoutProvider> {
  if (name === 'local') return createLocalProvider({ model });
  const { replicateToken, replicateUrl } = readSettings();
  if (replicateToken === undefined) {
    throw new ForecourtError('PROVIDER_UNAUTHENTICATED', 'Replicate wants a token, and there is none.', {
      hint: 'Set FORECOURT_REPLICATE_TOKEN to an API token of yours.',
    });
  }
  // Loaded when they are wanted: most people never do.
  const { createReplicateProvider } = await import('../providers/replicate/index.ts');
  const replicate = createReplicateProvider({ token: replicateToken, baseUrl: replicateUrl });
  if (name === 'replicate') return replicate;
  const { createRouter } = await import('../router/index.ts');
  return createRouter({ providers: [createLocalProvider(), replicate] });
}
