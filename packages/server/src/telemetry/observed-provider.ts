import { ForecourtError } from '@forecourt/errors';
import type { Provider } from '@forecourt/sdk/providers';
import type { Metrics } from './metrics.ts';
import { currentTrace, inSpan } from './spans.ts';

/** The same provider, each call of which is a span and is counted: how long it took, how it ended, what it cost. */
export function observedProvider(provider: Provider, metrics: Metrics): Provider {
  const { name } = provider;
  if (!provider.removeBackground) return provider;
  const operation = 'removeBackground';
  return {
    ...provider,
    removeBackground: (request, callContext) =>
      inSpan(
        `provider ${name}`,
        async (span) => {
          const startedAt = performance.now();
          const tell = (result: string) =>
            metrics.observe('providerCall', { provider: name, operation, result }, (performance.now() - startedAt) / 1000);
          metrics.change('providerInFlight', { provider: name }, 1);
          try {
            if (!provider.removeBackground)
              throw new ForecourtError('OPERATION_UNSUPPORTED', `The provider ${name} removes no backgrounds.`);
            const cutout = await provider.removeBackground(request, { ...callContext, traceparent: currentTrace() ?? undefined });
            span.setAttributes({ 'forecourt.model': cutout.model, 'forecourt.cost_usd': cutout.costUsd });
            metrics.count('providerCost', { provider: name, operation }, Math.max(0, cutout.costUsd));
            tell('ok');
            return cutout;
          } catch (error) {
            const { code } = ForecourtError.from(error);
            tell(code);
            if (code !== 'ABORTED') metrics.count('errors', { where: 'provider', code });
            throw error;
          } finally {
            metrics.change('providerInFlight', { provider: name }, -1);
          }
        },
        { kind: 'client', attributes: { 'forecourt.provider': name, 'forecourt.operation': operation } },
      ),
  };
}
