import type { RunningWeb } from '../server.ts';

/** The one address, and how to get in: all that a start has to say. */
export async function whereToGo({ url, forecourt }: Pick<RunningWeb, 'url' | 'forecourt'>): Promise<string> {
  const { needed, path } = await forecourt.setup();
  const lines =
    needed && path !== null
      ? [`Forecourt is ready. Open this address to create your account:`, '', `  ${url}${path}`]
      : [`Forecourt is ready. Open this address and sign in:`, '', `  ${url}`];
  return ['', ...lines, '', `Data is kept in ${forecourt.dataDir}. Stop with Ctrl-C.`, ''].join('\n');
}
