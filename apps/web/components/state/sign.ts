import type { LucideIcon } from 'lucide-react';

/** What a state is called and looks like, for states that only one kind of thing has. */
export interface StateSign {
  readonly word: string;
  readonly icon: LucideIcon;
  /** Class name of its colour. */
  readonly text: string;
}
