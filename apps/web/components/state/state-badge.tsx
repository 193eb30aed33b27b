import type { ReactNode } from 'react';
import { classNames } from '../ui/class-names.ts';
import { ProgressRing } from '../ui/progress-ring.tsx';
import { type State, stateLanguage } from './language.ts';

export interface StateBadgeProps {
  readonly state: State;
  /** How far it is, 0 to 1, while working or uploading. */
  readonly share?: number | null;
  /** Follows the word: a score, a place in the queue, a host's name. */
  readonly detail?: ReactNode;
  /** Without the coloured ground, as in a row of text. */
  readonly isPlain?: boolean;
  readonly className?: string;
}

/** A state as icon, word and colour. */
export function StateBadge({ state, share, detail, isPlain = false, className }: StateBadgeProps) {
  const { word, text, ground } = stateLanguage[state];
  return (
    <span
      data-state={state}
      className={classNames(
        'inline-flex items-center gap-1.5 whitespace-nowrap text-xs font-medium',
        text,
        isPlain ? '' : ['h-6 rounded-sm px-2', ground],
        className,
      )}
    >
      <StateIcon state={state} {...(share === undefined ? {} : { share })} />
      {word}
      {detail === undefined || detail === null ? null : <span className="figures font-normal">{detail}</span>}
    </span>
  );
}

/** Only the sign, where the word stands beside it already; a ring where a share is known. */
export function StateIcon({
  state,
  share,
  className,
}: {
  readonly state: State;
  readonly share?: number | null;
  readonly className?: string;
}) {
  const { word, icon: Icon, text } = stateLanguage[state];
  if ((state === 'working' || state === 'uploading') && share !== undefined) {
    return <ProgressRing share={share} label={word} sizePx={14} className={classNames(text, className)} />;
  }
  return <Icon aria-hidden className={classNames('size-3.5 shrink-0', text, state === 'working' && 'animate-spin', className)} />;
}
