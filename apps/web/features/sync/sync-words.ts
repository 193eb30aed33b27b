import type { SyncFolder } from '@forecourt/sdk/contract';
import { ArrowLeftRight, CircleCheck, CirclePause, FolderSearch, OctagonAlert, PowerOff, TriangleAlert } from 'lucide-react';
import type { StateSign } from '@/components/state/sign.ts';
import { countOf, speedInWords } from '../transfers/figures.ts';

export type FolderState = SyncFolder['state'] | 'away' | 'pausing';

/** How a folder is: as its computer says, unless that is not heard of any more. */
export const folderSigns: Readonly<Record<FolderState, StateSign>> = {
  scanning: { word: 'Looks through it', icon: FolderSearch, text: 'text-working' },
  working: { word: 'Working', icon: ArrowLeftRight, text: 'text-working' },
  'in-step': { word: 'In step', icon: CircleCheck, text: 'text-approved' },
  pausing: { word: 'Will pause', icon: CirclePause, text: 'text-review' },
  paused: { word: 'Paused', icon: CirclePause, text: 'text-review' },
  stopped: { word: 'Stopped', icon: TriangleAlert, text: 'text-review' },
  failed: { word: 'Failed', icon: OctagonAlert, text: 'text-failed' },
  away: { word: 'Not heard of', icon: PowerOff, text: 'text-quiet' },
};

export function stateOf({ state, isThere, isPaused }: SyncFolder): FolderState {
  if (!isThere) return 'away';
  // It rests from its next report on.
  return isPaused && state !== 'paused' && state !== 'failed' && state !== 'stopped' ? 'pausing' : state;
}

/** `412 photos · 398 sent · 14 to go · 390 results back`. */
export function countsInWords({ files, waiting, sent, fetched, conflicts, bytesPerSecond, isThere }: SyncFolder, locale?: string): string {
  const number = (value: number) => new Intl.NumberFormat(locale).format(value);
  const parts = [
    countOf(files, 'photo'),
    `${number(sent)} sent`,
    waiting === 0 ? null : `${number(waiting)} to go`,
    `${number(fetched)} results back`,
    conflicts === 0 ? null : `${number(conflicts)} kept twice`,
    // Who is not heard of moves nothing.
    !isThere || bytesPerSecond === null || bytesPerSecond === 0 ? null : speedInWords(bytesPerSecond, locale),
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
