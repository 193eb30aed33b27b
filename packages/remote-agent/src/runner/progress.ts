import type { NewHostJobEvent } from '@forecourt/sdk/contract';

/** Of one run: what goes from stage to stage and back would fill the journal. */
const mostTold = 10_000;

/** Progress that is worth writing down: another stage, or half a percent more. It never falls, and has an end. */
export function createProgress(emit: (event: NewHostJobEvent) => void) {
  let count = 0;
  let told: { stage: string; share: number } | undefined;
  return (stage: string, wanted: number): void => {
    const share = Math.max(wanted, told?.share ?? 0);
    if (told !== undefined && told.stage === stage && share - told.share < 0.005 && !(share === 1 && told.share < 1)) return;
    if (++count > mostTold) return;
    told = { stage, share };
    emit({ type: 'progress', stage, share });
  };
}
