'use client';

import type { Angle } from '@forecourt/sdk/contract';
import { CircleHelp } from 'lucide-react';
import { classNames } from '@/components/ui/class-names.ts';
import { Dialog } from '@/components/ui/dialog.tsx';
import { countOf } from '../transfers/figures.ts';
import { AngleOutline } from './angle-outline.tsx';
import { anglePlaces } from './angles.ts';

export interface AngleDialogProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** The angle that is chosen now; undefined where several photos differ. */
  readonly current: Angle | null | undefined;
  readonly count: number;
  readonly onChoose: (angle: Angle | null) => void;
}

/** Asks from where the car is seen, by drawings: quicker to point at than words. */
export function AngleDialog({ isOpen, onOpenChange, current, count, onChoose }: AngleDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      title="From where is the car seen?"
      {...(count > 1 ? { description: `For ${countOf(count, 'photo')}.` } : {})}
      className="sm:w-[34rem]"
    >
      <ul className="grid grid-cols-3 gap-2 sm:grid-cols-4">
        {anglePlaces.map(({ angle, name }) => (
          <li key={angle}>
            <Choice isChosen={current === angle} name={name} onClick={() => onChoose(angle)}>
              <AngleOutline angle={angle} className="h-14 w-full" />
            </Choice>
          </li>
        ))}
        <li>
          <Choice isChosen={current === null} name="No angle" onClick={() => onChoose(null)}>
            <CircleHelp aria-hidden className="h-14 w-6" strokeWidth={1.25} />
          </Choice>
        </li>
      </ul>
    </Dialog>
  );
}

interface ChoiceProps {
  readonly isChosen: boolean;
  readonly name: string;
  readonly onClick: () => void;
  readonly children: React.ReactNode;
}

function Choice({ isChosen, name, onClick, children }: ChoiceProps) {
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onClick}
      className={classNames(
        'flex w-full flex-col items-center gap-1 rounded-md border px-2 pt-2 pb-2.5 text-sm transition-colors duration-(--quick) hover:border-line-strong hover:bg-hover',
        isChosen ? 'border-accent bg-accent-soft text-ink' : 'border-line text-quiet',
      )}
    >
      {children}
      <span className={classNames('text-ink', isChosen && 'font-medium')}>{name}</span>
    </button>
  );
}
