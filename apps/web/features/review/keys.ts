/** What a key does at the light table. */
export type Command =
  | 'approve'
  | 'reject'
  | 'follow-suggestion'
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
  | 'show-keys'
  | 'close';

export interface Binding {
  readonly command: Command;
  readonly keys: readonly string[];
  /** How the key is printed in the list of keys. */
  readonly label: string;
  readonly does: string;
  readonly group: 'Decide' | 'Look' | 'Move';
}

/** Every key of the light table: this is both what the pages listen to and what "?" shows. */
export const bindings: readonly Binding[] = [
  { command: 'approve', keys: ['a'], label: 'A', does: 'Approve: it goes into the listing', group: 'Decide' },
  { command: 'reject', keys: ['r'], label: 'R', does: 'Reject, with a reason if you like', group: 'Decide' },
  { command: 'follow-suggestion', keys: ['f'], label: 'F', does: 'Do what is suggested', group: 'Decide' },
  { command: 'undo', keys: ['z'], label: 'Z', does: 'Take the last decision back', group: 'Decide' },
  { command: 'hold-before', keys: ['b'], label: 'B', does: 'Hold to see the photo before', group: 'Look' },
  { command: 'toggle-compare', keys: ['c'], label: 'C', does: 'Slider between before and after', group: 'Look' },
  { command: 'toggle-defects', keys: ['d'], label: 'D', does: 'Show or hide what was found', group: 'Look' },
  { command: 'ground-grey', keys: ['1'], label: '1', does: 'Grey ground', group: 'Look' },
  { command: 'ground-white', keys: ['2'], label: '2', does: 'White ground', group: 'Look' },
  { command: 'ground-black', keys: ['3'], label: '3', does: 'Black ground', group: 'Look' },
  { command: 'ground-checker', keys: ['4'], label: '4', does: 'Checker ground', group: 'Look' },
  { command: 'ground-scene', keys: ['5'], label: '5', does: 'Showroom', group: 'Look' },
  { command: 'zoom-in', keys: ['+', '='], label: '+', does: 'Closer', group: 'Look' },
  { command: 'zoom-out', keys: ['-', '_'], label: '−', does: 'Farther', group: 'Look' },
  { command: 'zoom-fit', keys: ['0'], label: '0', does: 'Whole picture', group: 'Look' },
  { command: 'previous', keys: ['arrowleft', 'arrowup'], label: '←', does: 'Picture before', group: 'Move' },
  { command: 'next', keys: ['arrowright', 'arrowdown'], label: '→', does: 'Next picture', group: 'Move' },
  { command: 'show-keys', keys: ['?'], label: '?', does: 'These keys', group: 'Move' },
  { command: 'close', keys: ['escape'], label: 'Esc', does: 'Back', group: 'Move' },
];

const commandOfKey: ReadonlyMap<string, Command> = new Map(
  bindings.flatMap(({ keys, command }) => keys.map((key) => [key, command] as const)),
);

/** The part of a keyboard event that decides. */
export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly target: EventTarget | null;
}

/**
 * The command of a pressed key, or null where the key belongs to somebody else: to the browser (with Ctrl, ⌘ or Alt), to a
 * field somebody types into, or to a control that uses the arrows itself.
 */
export function commandOf(pressed: Pressed): Command | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const command = commandOfKey.get(pressed.key.toLowerCase()) ?? null;
  if (command === null || isTypedInto(pressed.target)) return null;
  if ((command === 'next' || command === 'previous') && usesArrows(pressed.target)) return null;
  return command;
}

/** Elements are asked by what they can do and not by `instanceof`, which fails across frames. */
function closest(target: EventTarget | null, selector: string): boolean {
  return target !== null && 'closest' in target && typeof target.closest === 'function' && target.closest(selector) !== null;
}

function isTypedInto(target: EventTarget | null): boolean {
  return closest(
    target,
    'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"], [role="combobox"]',
  );
}

function usesArrows(target: EventTarget | null): boolean {
  return closest(target, '[role="slider"], [role="radiogroup"], [role="tablist"], [role="menubar"]');
}
