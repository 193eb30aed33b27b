'use client';

import type { LucideIcon } from 'lucide-react';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef } from 'react';

/** Something that can be done from the palette. */
export interface CommandAction {
  readonly label: string;
  readonly icon: LucideIcon;
  /** Other words by which somebody may look for it. */
  readonly otherWords?: readonly string[];
  readonly run: () => void;
}

type Source = () => readonly CommandAction[];

const RegisterContext = createContext<(source: Source) => () => void>(() => () => undefined);

/** Gathers the actions of all pages; gives a function that reads those of the moment. */
export function CommandActionsProvider({ children }: { readonly children: (actions: Source) => ReactNode }) {
  const sources = useRef(new Set<Source>());
  const { register, read } = useMemo(
    () => ({
      register: (source: Source) => {
        sources.current.add(source);
        return () => {
          sources.current.delete(source);
        };
      },
      read: () => [...sources.current].flatMap((source) => source()),
    }),
    [],
  );
  return <RegisterContext value={register}>{children(read)}</RegisterContext>;
}

/** Adds actions to the palette while the component is there. */
export function useCommandActions(actions: readonly CommandAction[]): void {
  const register = useContext(RegisterContext);
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => register(() => latest.current), [register]);
}
