import type { JobState, PhotoState } from '@forecourt/sdk/contract';
import { Ban, CircleCheck, CircleX, Clock, Eye, LoaderCircle, type LucideIcon, OctagonAlert, Upload } from 'lucide-react';

/** Everything that a photo, a job or an upload can be. `review` is told as "Needs you". */
export type State = PhotoState | JobState | 'uploading';

export interface StateWords {
  /** One or two words, as on a badge. */
  readonly word: string;
  /** For a sentence with a number: `3 need you`. */
  readonly counted: string;
  readonly icon: LucideIcon;
  /** Class names of its colour: of the text, and of a quiet ground below it. */
  readonly text: string;
  readonly ground: string;
  /** Fills a bar or a dot. */
  readonly fill: string;
}

const working = { text: 'text-working', ground: 'bg-working-soft', fill: 'bg-working' } as const;
const approved = { text: 'text-approved', ground: 'bg-approved-soft', fill: 'bg-approved' } as const;

/** THE language of states: an icon, a word and a colour for each, the same on every page. */
export const stateLanguage: Readonly<Record<State, StateWords>> = {
  uploading: { word: 'Uploading', counted: 'uploading', icon: Upload, ...working },
  waiting: {
    word: 'Waiting',
    counted: 'waiting',
    icon: Clock,
    text: 'text-waiting',
    ground: 'bg-waiting-soft',
    fill: 'bg-line-strong',
  },
  working: { word: 'Working', counted: 'working', icon: LoaderCircle, ...working },
  review: { word: 'Needs you', counted: 'to review', icon: Eye, text: 'text-review', ground: 'bg-review-soft', fill: 'bg-review' },
  approved: { word: 'Approved', counted: 'approved', icon: CircleCheck, ...approved },
  done: { word: 'Done', counted: 'done', icon: CircleCheck, ...approved },
  rejected: {
    word: 'Rejected',
    counted: 'rejected',
    icon: CircleX,
    text: 'text-rejected',
    ground: 'bg-rejected-soft',
    fill: 'bg-rejected',
  },
  failed: { word: 'Failed', counted: 'failed', icon: OctagonAlert, text: 'text-failed', ground: 'bg-failed-soft', fill: 'bg-failed' },
  cancelled: {
    word: 'Cancelled',
    counted: 'cancelled',
    icon: Ban,
    text: 'text-cancelled',
    ground: 'bg-cancelled-soft',
    fill: 'bg-line-control',
  },
};
