'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';

export interface Shortcut {
  /** One key, or two pressed one after the other; as `KeyboardEvent.key` names them, letters in lower case. */
  readonly keys: readonly [string] | readonly [string, string];
  readonly label: string;
  /** Heading in the overview: a page's name, or `Everywhere`. */
  readonly group: string;
  readonly run: (event: KeyboardEvent) => void;
}

interface Registry {
  register(shortcuts: () => readonly Shortcut[]): () => void;
  /** All that can be pressed now. */
  current(): readonly Shortcut[];
}

const RegistryContext = createContext<Registry | null>(null);

/** A pause after which the first of two keys is forgotten. */
const sequenceMs = 1_000;

/** Listens for keys on behalf of everything below it. */
export function ShortcutsProvider({ children }: { readonly children: ReactNode }) {
  const sources = useRef(new Set<() => readonly Shortcut[]>());
  const registry = useMemo<Registry>(
    () => ({
      register(source) {
        sources.current.add(source);
        return () => sources.current.delete(source);
      },
      current: () => [...sources.current].flatMap((source) => source()),
    }),
    [],
  );
  useEffect(() => {
    let first: { readonly key: string; readonly at: number } | undefined;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
      // What was registered last belongs to what is on top.
      const all = registry.current().toReversed();
      const before = first !== undefined && event.timeStamp - first.at < sequenceMs ? first.key : undefined;
      first = { key, at: event.timeStamp };
      const found =
        all.find(({ keys }) => keys.length === 2 && keys[0] === before && keys[1] === key) ??
        all.find(({ keys }) => keys.length === 1 && keys[0] === key);
      if (found === undefined) return;
      event.preventDefault();
      first = undefined;
      found.run(event);
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [registry]);
  return <RegistryContext value={registry}>{children}</RegistryContext>;
}

/** Letters belong to a text box, and all keys to an open dialog or menu. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  return (
    target.closest(
      'input:not([type=checkbox],[type=radio],[type=range]), textarea, select, [contenteditable=true], [role=dialog], [role=menu]',
    ) !== null
  );
}

/** Makes keys do something while the component is there, and lists them in the overview under `?`. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const registry = useContext(RegistryContext);
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => registry?.register(() => latest.current), [registry]);
}

/** The overview's content: read when it opens, since pages come and go. */
export function useShortcutList(): readonly [readonly Shortcut[], () => void] {
  const registry = useContext(RegistryContext);
  const [list, setList] = useState<readonly Shortcut[]>([]);
  const read = useCallback(() => setList(registry?.current() ?? []), [registry]);
  return [list, read];
}
