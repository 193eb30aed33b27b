/** What a key does at the light table. */
export type Command =
  | 'approve'
  | 'reject'
  | 'follow-suggestion'
  | 'send-on'
  | 'undo'
  | 'next'
  | 'previous'
  | 'hold-before'
  | 'toggle-compare'
  | 'toggle-defects'
  | 'ground-grey'
  | 'ground-white'
  | 'ground-black'
  | 'ground-checker'
  | 'ground-scene'
  | 'zoom-in'
  | 'zoom-out'
  | 'zoom-fit'
  | 'close';

export interface Binding {
  readonly command: Command;
  /** As `KeyboardEvent.key` names them. */
  readonly keys: readonly [string, ...string[]];
  readonly does: string;
  readonly group: 'Decide' | 'Look' | 'Move';
  /** Whether holding the key goes on doing it: moving may, deciding may not. */
  readonly repeats: boolean;
}

const once = { repeats: false } as const;
const again = { repeats: true } as const;

/** Every key of the light table. */
export const bindings: readonly Binding[] = [
  { command: 'approve', keys: ['a'], does: 'Approve: it goes into the listing', group: 'Decide', ...once },
  { command: 'reject', keys: ['r'], does: 'Reject, with a reason', group: 'Decide', ...once },
  { command: 'follow-suggestion', keys: ['f'], does: 'Do what is suggested', group: 'Decide', ...once },
  { command: 'send-on', keys: ['s'], does: 'Send to another provider, after a look at its price', group: 'Decide', ...once },
  { command: 'undo', keys: ['z'], does: 'Take the last decision back', group: 'Decide', ...once },
  { command: 'hold-before', keys: ['b'], does: 'Hold to see the photo before', group: 'Look', ...once },
  { command: 'toggle-compare', keys: ['c'], does: 'Slider between before and after', group: 'Look', ...once },
  { command: 'toggle-defects', keys: ['d'], does: 'Show or hide what was found', group: 'Look', ...once },
  { command: 'ground-grey', keys: ['1'], does: 'Grey ground', group: 'Look', ...once },
  { command: 'ground-white', keys: ['2'], does: 'White ground', group: 'Look', ...once },
  { command: 'ground-black', keys: ['3'], does: 'Black ground', group: 'Look', ...once },
  { command: 'ground-checker', keys: ['4'], does: 'Checker ground', group: 'Look', ...once },
  { command: 'ground-scene', keys: ['5'], does: 'Showroom', group: 'Look', ...once },
  { command: 'zoom-in', keys: ['+', '='], does: 'Closer', group: 'Look', ...again },
  { command: 'zoom-out', keys: ['-'], does: 'Farther', group: 'Look', ...again },
  { command: 'zoom-fit', keys: ['0'], does: 'Whole picture', group: 'Look', ...once },
  { command: 'previous', keys: ['ArrowLeft'], does: 'Picture before', group: 'Move', ...again },
  { command: 'next', keys: ['ArrowRight'], does: 'Next picture', group: 'Move', ...again },
  { command: 'close', keys: ['Escape'], does: 'Back', group: 'Move', ...once },
];
