'use client';

import { useCallback, useMemo, useState } from 'react';

export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly isSelecting: boolean;
  start(): void;
  stop(): void;
  /** Adds or takes away one; with a range all between it and the one before. */
  readonly toggle: (id: string, isRange: boolean) => void;
  selectAll(): void;
}

/** The ids that are chosen after one was clicked: with Shift all from the last clicked one to it, as in file managers. */
export function toggled(
  chosen: ReadonlySet<string>,
  order: readonly string[],
  last: string | null,
  id: string,
  isRange: boolean,
): ReadonlySet<string> {
  const [from, to] = [order.indexOf(last ?? ''), order.indexOf(id)];
  if (isRange && from >= 0 && to >= 0) return new Set([...chosen, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]);
  const next = new Set(chosen);
  if (!next.delete(id)) next.add(id);
  return next;
}

/** Which photos of the set are chosen. What is no longer there is not chosen either. */
export function useSelection(order: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [last, setLast] = useState<string | null>(null);
  const [isAsked, setIsAsked] = useState(false);
  const ids = useMemo(() => new Set(order.filter((id) => chosen.has(id))), [order, chosen]);
  const toggle = useCallback(
    (id: string, isRange: boolean) => {
      setChosen((before) => toggled(before, order, last, id, isRange));
      setLast(id);
    },
    [order, last],
  );
  return {
    ids,
    isSelecting: isAsked || ids.size > 0,
    start: () => setIsAsked(true),
    stop: () => {
      setIsAsked(false);
      setChosen(new Set());
      setLast(null);
    },
    toggle,
    selectAll: () => setChosen(new Set(order)),
  };
}
