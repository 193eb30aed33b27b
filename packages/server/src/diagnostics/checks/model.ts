import { type Check, failed, ok, warning } from '../check.ts';

export const model: Check = {
  name: 'model',
  title: 'Engine and model',
  async run(site, signal) {
    if (!site.isWorking) return ok('This process makes no cutouts; workers do.');
    const { state, message, hint } = await site.provider(signal);
    const advice = hint ?? 'Run: forecourt models list';
    if (state === 'unavailable') return failed(message, advice);
    if (state === 'degraded') return warning(message, advice);
    return ok(message);
  },
};
