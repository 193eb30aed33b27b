import type { NewHostJobEvent } from '@forecourt/sdk/contract';

/** Progress that is worth writing down: another stage, or half a percent more. It never falls. */
export function createProgress(emit: (event: NewHostJobEvent) => void) {
  let told: { stage: string; share: number } | undefined;
  return (stage: string, wanted: number): void => {
    const share = Math.max(wanted, told?.share ?? 0);
    if (told !== undefined && told.stage === stage && share - told.share < 0.005 && !(share === 1 && told.share < 1)) return;
    told = { stage, share };
    emit({ type: 'progress', stage, share });
  };
}
