import * as z from 'zod';
import { type Draft, draftSchema, modelChoiceSchema, optionsSchema, plainDraft, plainOptions, sourceSchema } from './draft.ts';

/** What is remembered of a person's last picture: how it was made, not what was on it, and never the dice. */
const rememberedSchema = z.strictObject({
  source: sourceSchema.exclude(['picture']).catch('sketch'),
  choice: modelChoiceSchema.nullable().catch(null),
  options: optionsSchema.catch(plainOptions),
});
export type Remembered = z.infer<typeof rememberedSchema>;

export const nothingRemembered: Remembered = { source: 'sketch', choice: null, options: plainOptions };

const settingsPlace = (personId: string) => `forecourt.generate.${personId}`;
const draftPlace = (personId: string) => `forecourt.generate.draft.${personId}`;

/** How this person made pictures last, on this device. What is damaged or of an older version is forgotten. */
export function readRemembered(storage: Pick<Storage, 'getItem'>, personId: string): Remembered {
  return rememberedSchema.safeParse(parsed(storage.getItem(settingsPlace(personId)))).data ?? nothingRemembered;
}

export function remember(storage: Pick<Storage, 'setItem'>, personId: string, { source, choice, options }: Draft): void {
  const { seed: _dice, ...kept } = options;
  const remembered: Remembered = { source: source === 'words' ? 'words' : 'sketch', choice, options: kept };
  storage.setItem(settingsPlace(personId), JSON.stringify(remembered));
}

export function forgetRemembered(storage: Pick<Storage, 'removeItem'>, personId: string): void {
  storage.removeItem(settingsPlace(personId));
}

/** What this person was about to ask for when the page was left; else a new draft made as the last one was. */
export function readDraft(session: Pick<Storage, 'getItem'>, local: Pick<Storage, 'getItem'>, personId: string): Draft {
  return draftSchema.safeParse(parsed(session.getItem(draftPlace(personId)))).data ?? { ...plainDraft, ...readRemembered(local, personId) };
}

export function keepDraft(session: Pick<Storage, 'setItem'>, personId: string, draft: Draft): void {
  try {
    session.setItem(draftPlace(personId), JSON.stringify(draft));
  } catch {
    // A drawing of thousands of strokes is larger than the browser's storage: then only a reload loses it.
  }
}

export function forgetDraft(session: Pick<Storage, 'removeItem'>, personId: string): void {
  session.removeItem(draftPlace(personId));
}

function parsed(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else wrote there, or a write was cut: it counts as nothing.
    return null;
  }
}
