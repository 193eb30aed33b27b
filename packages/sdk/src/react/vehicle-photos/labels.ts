import type { PhotoState } from '../../contract/index.ts';
import type { UploadState } from '../../uploads/index.ts';

/** Every word that `<VehiclePhotos>` shows: give your own for another language. */
export interface Labels {
  readonly title: string;
  readonly choose: string;
  readonly drop: string;
  readonly empty: string;
  readonly loading: string;
  readonly reload: string;
  readonly before: string;
  readonly showBefore: string;
  readonly approve: string;
  readonly undo: string;
  readonly retry: string;
  readonly cancel: string;
  readonly remove: string;
  readonly pause: string;
  readonly resume: string;
  readonly score: (score: number) => string;
  readonly left: (seconds: number) => string;
  readonly photo: Readonly<Record<PhotoState, string>>;
  readonly upload: Readonly<Record<UploadState['status'], string>>;
}

export const defaultLabels: Labels = {
  title: 'Photos',
  choose: 'Choose photos',
  drop: 'or drop them here',
  empty: 'No photos yet. Drop the first ones as they come from the phone.',
  loading: 'Loading photos…',
  reload: 'Try again',
  before: 'Before',
  showBefore: 'Before: show the photo as it came in',
  approve: 'Approve',
  undo: 'Take back',
  retry: 'Try again',
  cancel: 'Cancel',
  remove: 'Remove',
  pause: 'Pause',
  resume: 'Go on',
  score: (score) => `Score ${Math.round(score)}`,
  left: (seconds) => (seconds < 90 ? `${Math.max(1, Math.round(seconds))} s left` : `${Math.round(seconds / 60)} min left`),
  photo: {
    waiting: 'Waits for its turn',
    working: 'Cutting out',
    review: 'Ready to review',
    approved: 'In the listing',
    rejected: 'Rejected',
    failed: 'Failed',
    cancelled: 'Cancelled',
  },
  upload: {
    queued: 'Waits to be sent',
    hashing: 'Reading',
    sending: 'Sending',
    paused: 'Paused',
    waiting: 'Waits for the connection',
    finishing: 'Being checked',
    done: 'Arrived',
    failed: 'Not sent',
    cancelled: 'Cancelled',
  },
};
