import { ForecourtError } from '@forecourt/errors';
import type { Operation } from '@forecourt/sdk/contract';
import type { CallContext, Provider } from '@forecourt/sdk/providers';
import type { Metrics } from './metrics.ts';
import { currentTrace, inSpan } from './spans.ts';

interface Made {
  readonly model: string;
  readonly costUsd: number;
}

/**
 * The same provider, each call of which is a span and is counted: how long it took, how it ended, what it cost.
 *
 * @param label what it is called in figures: names that people give are too many for those
 */
export function observedProvider(provider: Provider, metrics: Metrics, label: string = provider.name): Provider {
  const observe = <Result extends Made>(
    operation: Operation,
    context: CallContext | undefined,
    call: (context: CallContext) => Promise<Result>,
  ): Promise<Result> =>
    inSpan(
      `provider ${label}`,
      async (span) => {
        const startedAt = performance.now();
        const tell = (result: string) =>
          metrics.observe('providerCall', { provider: label, operation, result }, (performance.now() - startedAt) / 1000);
        metrics.change('providerInFlight', { provider: label }, 1);
        try {
          const made = await call({ ...context, traceparent: currentTrace() ?? undefined });
          span.setAttributes({ 'forecourt.model': made.model, 'forecourt.cost_usd': made.costUsd });
          metrics.count('providerCost', { provider: label, operation }, Math.max(0, made.costUsd));
          tell('ok');
          return made;
        } catch (error) {
          const { code } = ForecourtError.from(error);
          tell(code);
          if (code !== 'ABORTED') metrics.count('errors', { where: 'provider', code });
          throw error;
        } finally {
          metrics.change('providerInFlight', { provider: label }, -1);
        }
      },
      { kind: 'client', attributes: { 'forecourt.provider': label, 'forecourt.operation': operation } },
    );
  // A provider of the embedding application's may be an instance of a class.
  const removeBackground = provider.removeBackground?.bind(provider);
  const generateImage = provider.generateImage?.bind(provider);
  const editImage = provider.editImage?.bind(provider);
  const analyzeImage = provider.analyzeImage?.bind(provider);
  const resume = provider.resume?.bind(provider);
  return {
    ...provider,
    ...(removeBackground && {
      removeBackground: (request, context) => observe('removeBackground', context, (own) => removeBackground(request, own)),
    }),
    ...(generateImage && {
      generateImage: (request, context) => observe('generateImage', context, (own) => generateImage(request, own)),
    }),
    ...(editImage && { editImage: (request, context) => observe('editImage', context, (own) => editImage(request, own)) }),
    ...(analyzeImage && {
      analyzeImage: (request, context) => observe('analyzeImage', context, (own) => analyzeImage(request, own)),
    }),
    ...(resume && {
      resume: (providerJobId, request, context) =>
        observe('images' in request ? 'editImage' : 'generateImage', context, (own) => resume(providerJobId, request, own)),
    }),
  };
}
