import { isErrorCode, wordsOf } from '@forecourt/errors';
import type { ErrorGroup, ErrorState } from '@forecourt/sdk/contract';
import { CircleCheck, Hand, type LucideIcon, OctagonAlert, RotateCcw } from 'lucide-react';

interface StateWords {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly className: string;
}

/** Where a group stands, in the colours of the house's language of states. */
export const errorStates: Readonly<Record<ErrorState, StateWords>> = {
  open: { word: 'Open', icon: OctagonAlert, className: 'bg-failed-soft text-failed' },
  regressed: { word: 'Back again', icon: RotateCcw, className: 'bg-failed-soft text-failed' },
  acknowledged: { word: 'Acknowledged', icon: Hand, className: 'bg-review-soft text-review' },
  resolved: { word: 'Resolved', icon: CircleCheck, className: 'bg-approved-soft text-approved' },
};

/** What a group means for the photos, in one sentence. */
export function meaningOf({ code, where, failedJobCount }: Pick<ErrorGroup, 'code' | 'where' | 'failedJobCount'>): string {
  if (where === 'job' && failedJobCount > 0) {
    const photos = failedJobCount === 1 ? '1 photo has' : `${failedJobCount} photos have`;
    return `${photos} no new cutout; the originals are safe.`;
  }
  if (where === 'job') return 'All photos that it stopped have been taken up again.';
  if (where === 'delivery') return 'Another program was not told; your photos are not affected.';
  return isErrorCode(code) ? wordsOf(code).meaning : 'Photos are safe; what was being done was not finished.';
}

/** What one button does about it. */
export type Mend =
  | { readonly kind: 'retry'; readonly label: string }
  | { readonly kind: 'open'; readonly label: string; readonly path: string };

export function mendOf({ where, failedJobCount }: Pick<ErrorGroup, 'where' | 'failedJobCount'>): Mend | null {
  if (where === 'job' && failedJobCount > 0) {
    return { kind: 'retry', label: failedJobCount === 1 ? 'Try the photo again' : `Try ${failedJobCount} photos again` };
  }
  if (where === 'delivery') return { kind: 'open', label: 'Open webhooks', path: '/settings/webhooks' };
  return null;
}

const places: Readonly<Record<ErrorGroup['where'], string>> = {
  http: 'Answering a request',
  job: 'Working on photos',
  delivery: 'Telling another program',
  import: 'Importing',
  engine: 'The local engine',
  storage: 'Keeping files',
  schedule: 'A task by the clock',
  provider: 'The books of a provider',
  start: 'Starting',
};

/** Where it happened: `Working on photos · removeBackground · local`. */
export function placeOf({ where, operation, provider }: Pick<ErrorGroup, 'where' | 'operation' | 'provider'>): string {
  return [places[where], operation, provider].filter((part) => part !== null).join(' · ');
}
