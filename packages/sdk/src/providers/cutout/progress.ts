import type { CallContext, Progress } from '../provider.ts';

/** Progress never falls, also when stages of two passes alternate. */
export function progressTeller(onProgress: CallContext['onProgress']): (progress: Progress) => void {
  let reached = 0;
  return ({ stage, share }) => {
    reached = Math.max(reached, share);
    onProgress?.({ stage, share: reached });
  };
}
