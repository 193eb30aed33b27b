import { beforeEach, describe, expect, it } from 'vitest';
import { plainDraft } from './draft.ts';
import { forgetDraft, forgetRemembered, keepDraft, nothingRemembered, readDraft, readRemembered, remember } from './remembered.ts';

/** The part of a browser's storage that is used, on a map. */
function storageOf(kept: Map<string, string>) {
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

describe('settings of a person', () => {
  let kept: Map<string, string>;
  let storage: ReturnType<typeof storageOf>;
  beforeEach(() => {
    kept = new Map();
    storage = storageOf(kept);
  });
  const draft = {
    ...plainDraft,
    source: 'words' as const,
    prompt: 'a showroom',
    choice: { provider: 'openai', model: 'image-1' },
    options: { count: 2, transparent: false, seed: 4, strength: 0.5 },
  };

  it('are remembered for the next picture, without its words and its dice', () => {
    remember(storage, 'ann', draft);
    expect(readRemembered(storage, 'ann')).toEqual({
      source: 'words',
      choice: draft.choice,
      options: { count: 2, transparent: false, strength: 0.5 },
    });
    expect(readDraft(storageOf(new Map()), storage, 'ann').prompt).toBe('');
  });

  it('belong to one person', () => {
    remember(storage, 'ann', draft);
    expect(readRemembered(storage, 'bob')).toEqual(nothingRemembered);
  });

  it('are gone after a reset, and where somebody else wrote there', () => {
    remember(storage, 'ann', draft);
    forgetRemembered(storage, 'ann');
    expect(readRemembered(storage, 'ann')).toEqual(nothingRemembered);
    storage.setItem('forecourt.generate.ann', '{"choice":{"provider":5');
    expect(readRemembered(storage, 'ann')).toEqual(nothingRemembered);
  });

  it('stand behind a draft that was left unfinished', () => {
    const session = storageOf(new Map());
    keepDraft(session, 'ann', draft);
    expect(readDraft(session, storage, 'ann')).toEqual(draft);
    forgetDraft(session, 'ann');
    expect(readDraft(session, storage, 'ann')).toEqual(plainDraft);
  });

  it('do not keep anybody from drawing when the browser has no room', () => {
    const full = {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => keepDraft(full, 'ann', draft)).not.toThrow();
  });
});
