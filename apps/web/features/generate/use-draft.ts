'use client';

import { useEffect, useState } from 'react';
import { useRested } from '@/lib/use-rested.ts';
import { type Draft, type Options, plainDraft } from './draft.ts';
import { forgetDraft, forgetRemembered, keepDraft, nothingRemembered, readDraft, remember } from './remembered.ts';
import { type Change, changed } from './sketch/drawing.ts';

export interface DraftControl {
  readonly draft: Draft;
  readonly set: (changes: Partial<Draft>) => void;
  readonly setOptions: (changes: Partial<Options>) => void;
  /** Takes an option away, so that the model decides. */
  readonly dropOption: (name: keyof Options) => void;
  readonly draw: (change: Change) => void;
  /** Forgets how this person made pictures, and begins as everybody does; what was drawn and written stays. */
  readonly reset: () => void;
  /** It was asked for: the next one begins anew, made as this one was. */
  readonly sent: () => void;
}

/** A draft is written down when it has rested so long: a stroke of a pen is a hundred changes. */
const restMs = 400;

/**
 * What somebody is about to ask for: kept over a reload, and begun as this person made the last one. A `start` (a picture to
 * refine, one to try again) takes the place of what was kept.
 */
export function useDraft(personId: string, start: Partial<Draft> | null): DraftControl {
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readDraft(sessionStorage, localStorage, personId);
    return start === null ? kept : { ...plainDraft, choice: kept.choice, options: withoutDice(kept.options), ...start };
  });
  const rested = useRested(draft, restMs);
  useEffect(() => {
    if (start === null) keepDraft(sessionStorage, personId, rested);
  }, [personId, rested, start]);
  return {
    draft,
    set: (changes) => setDraft((now) => ({ ...now, ...changes })),
    setOptions: (changes) => setDraft((now) => ({ ...now, options: { ...now.options, ...changes } })),
    dropOption: (name) =>
      setDraft((now) => {
        const { [name]: _dropped, ...rest } = now.options;
        return { ...now, options: { ...plainDraft.options, ...rest } };
      }),
    draw: (change) => setDraft((now) => ({ ...now, drawing: changed(now.drawing, change) })),
    reset() {
      forgetRemembered(localStorage, personId);
      const { choice, options } = nothingRemembered;
      setDraft((now) => ({ ...now, choice, options, negativePrompt: '' }));
    },
    sent() {
      remember(localStorage, personId, draft);
      if (start === null) forgetDraft(sessionStorage, personId);
    },
  };
}

function withoutDice({ seed: _dice, ...options }: Options): Options {
  return options;
}
