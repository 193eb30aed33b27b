import type { Transfer } from '@forecourt/sdk/contract';
import { CircleCheck, LoaderCircle, OctagonAlert } from 'lucide-react';
import type { StateSign } from '@/components/state/sign.ts';
import { bytesInWords, bytesOfWhole, countOf, remainingInWords, speedInWords } from '../transfers/figures.ts';

export const transferSigns: Readonly<Record<Transfer['state'], StateSign>> = {
  running: { word: 'On its way', icon: LoaderCircle, text: 'text-working' },
  done: { word: 'Done', icon: CircleCheck, text: 'text-approved' },
  failed: { word: 'Failed', icon: OctagonAlert, text: 'text-failed' },
};

/** Bytes, speed, what remains, and how often it went on after a break. */
export function transferDetail(transfer: Transfer, locale?: string): string {
  const { state, bytes, doneBytes, bytesPerSecond, remainingMs, resumed, problem } = transfer;
  const again = resumed === 0 ? null : `went on ${countOf(resumed, 'time')}`;
  const parts =
    state === 'running'
      ? [
          bytesOfWhole(doneBytes, bytes, locale),
          bytesPerSecond === null ? null : speedInWords(bytesPerSecond, locale),
          remainingInWords(remainingMs),
          again,
        ]
      : state === 'done'
        ? [bytesInWords(bytes, locale), bytesPerSecond === null ? null : speedInWords(bytesPerSecond, locale), again]
        : [problem === null ? 'No reason was given.' : `${problem.detail} ${problem.hint}`];
  return parts.filter((part) => part !== null).join(' · ');
}
