import type { Photo, PhotoState, Problem } from '@forecourt/sdk/contract';
import { stateLanguage } from '../../components/state/language.ts';
import { percentOf } from '../transfers/figures.ts';

export interface PhotoStatus {
  /** Colour and icon: see `components/state/language.ts`. */
  readonly state: PhotoState;
  readonly word: string;
  /** More in one short sentence; null where the word says all. */
  readonly detail: string | null;
  /** How far it is, 0 to 1, while it works. */
  readonly share: number | null;
}

/** What the stages of a job (`Progress` of the providers) are called on pages. */
const stages: Readonly<Record<string, string>> = {
  queued: 'Starting',
  upload: 'Sending',
  decode: 'Opening',
  inference: 'Cutting out',
  refine: 'Refining edges',
  report: 'Checking',
  encode: 'Saving',
  download: 'Fetching',
};

/** A stage that is new here is shown as the provider calls it. */
export function stageName(stage: string): string {
  const known = stages[stage];
  return known ?? `${stage.charAt(0).toUpperCase()}${stage.slice(1)}`;
}

/** "next", "2nd in line" and so on: a place that a person understands at a glance. */
export function placeInLine(position: number | null): string | null {
  if (position === null) return null;
  if (position === 0) return 'Next in line';
  return `${new Intl.NumberFormat().format(position)} ahead`;
}

/** What a photo's card says: never more than one state at a time, in the house's one language of states. */
export function photoStatus(photo: Photo): PhotoStatus {
  const { state, job } = photo;
  const said = { state, word: stateLanguage[state].word, detail: null, share: null };
  switch (state) {
    case 'waiting':
      if (job?.problem && job.nextTryAt !== null) return { ...said, word: 'Tries again soon', detail: job.problem.hint };
      return { ...said, detail: placeInLine(job?.position ?? null) };
    case 'working': {
      const progress = job?.progress ?? null;
      if (progress === null) return { ...said, word: 'Starting' };
      return { ...said, word: stageName(progress.stage), detail: `${percentOf(progress.share)} %`, share: progress.share };
    }
    case 'review':
      return { ...said, detail: reviewDetail(photo) };
    case 'approved':
      return { ...said, detail: photo.review ? `by ${photo.review.by}` : null };
    case 'rejected':
      return { ...said, detail: photo.review?.reason ?? null };
    case 'failed':
      return { ...said, detail: job?.problem ? `${job.problem.detail} ${job.problem.hint}` : 'Try again.' };
    case 'cancelled':
      return said;
  }
}

/** Why a new try came to nothing, while the cutout from before is there. */
export function failedSince({ cutout, job }: Pick<Photo, 'cutout' | 'job'>): Problem | null {
  return cutout !== null && job?.state === 'failed' && job.id !== cutout.jobId ? job.problem : null;
}

function reviewDetail(photo: Photo): string | null {
  if (failedSince(photo) !== null) return 'A new try failed';
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
  readonly canSendOn: boolean;
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
    canSendOn: !isBusy,
    hasCutout: photo.cutout !== null,
  };
}
