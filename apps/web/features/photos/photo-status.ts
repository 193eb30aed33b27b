import type { Photo } from '@forecourt/sdk/contract';
import { percentOf } from '../transfers/figures.ts';

/** The five states of the one language, see `DESIGN.md`: each has its colour, its icon and its word. */
export type Tone = 'waiting' | 'working' | 'needs-you' | 'done' | 'failed';

export interface PhotoStatus {
  readonly tone: Tone;
  readonly word: string;
  /** More in one short sentence; null where the word says all. */
  readonly detail: string | null;
  /** How far it is, 0 to 1, while it works. */
  readonly share: number | null;
}

/** What a stage of the engine is called on pages; a stage that is new here is shown as it is. */
const stages: Readonly<Record<string, string>> = {
  decode: 'Opening',
  decoding: 'Opening',
  load: 'Warming up',
  model: 'Warming up',
  inference: 'Cutting out',
  segment: 'Cutting out',
  refine: 'Refining edges',
  refining: 'Refining edges',
  report: 'Checking',
  assess: 'Checking',
  encode: 'Saving',
  encoding: 'Saving',
  store: 'Saving',
};

export function stageName(stage: string): string {
  const known = stages[stage.toLowerCase()];
  return known ?? `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
}

/** "next", "2nd in line" and so on: a place that a person understands at a glance. */
export function placeInLine(position: number | null): string | null {
  if (position === null) return null;
  if (position === 0) return 'Next in line';
  return `${new Intl.NumberFormat().format(position)} ahead`;
}

/** What a photo's card says: never more than one state at a time, and that of the machine before that of a person. */
export function photoStatus(photo: Photo): PhotoStatus {
  switch (photo.state) {
    case 'waiting': {
      const nextTry = photo.job?.nextTryAt ?? null;
      if (nextTry !== null && photo.job?.problem)
        return { tone: 'waiting', word: 'Trying again soon', detail: photo.job.problem.hint, share: null };
      return { tone: 'waiting', word: 'Waiting', detail: placeInLine(photo.job?.position ?? null), share: null };
    }
    case 'working': {
      const progress = photo.job?.progress ?? null;
      const word = progress === null ? 'Starting' : stageName(progress.stage);
      return { tone: 'working', word, detail: progress === null ? null : `${percentOf(progress.share)} %`, share: progress?.share ?? null };
    }
    case 'review':
      return { tone: 'needs-you', word: 'To review', detail: reviewDetail(photo), share: null };
    case 'approved':
      return { tone: 'done', word: 'Approved', detail: photo.review?.by ? `by ${photo.review.by}` : null, share: null };
    case 'rejected':
      return { tone: 'failed', word: 'Rejected', detail: photo.review?.reason ?? null, share: null };
    case 'failed':
      return { tone: 'failed', word: 'Failed', detail: photo.job?.problem?.hint ?? 'Try again.', share: null };
    case 'cancelled':
      return { tone: 'failed', word: 'Cancelled', detail: null, share: null };
  }
}

function reviewDetail(photo: Photo): string | null {
  const report = photo.cutout?.report;
  if (!report) return 'Not scored';
  if (report.defects.length === 0) return 'Nothing found';
  return report.defects.length === 1 ? '1 thing to look at' : `${report.defects.length} things to look at`;
}

/** What can be done with a photo now; pages show only what is in here, so that no button is dead. */
export interface PhotoAbilities {
  readonly canReview: boolean;
  readonly canUndoReview: boolean;
  readonly canRetry: boolean;
  readonly canCancel: boolean;
  readonly canRedoCarefully: boolean;
  readonly hasCutout: boolean;
}

export function photoAbilities(photo: Photo): PhotoAbilities {
  const isBusy = photo.state === 'waiting' || photo.state === 'working';
  return {
    canReview: photo.cutout !== null && !isBusy && photo.state !== 'failed',
    canUndoReview: photo.review !== null && (photo.state === 'approved' || photo.state === 'rejected'),
    canRetry: photo.job !== null && (photo.state === 'failed' || photo.state === 'cancelled'),
    canCancel: photo.job !== null && isBusy,
    canRedoCarefully: !isBusy && photo.cutout !== null && !photo.cutout.careful,
    hasCutout: photo.cutout !== null,
  };
}
