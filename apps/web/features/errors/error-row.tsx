'use client';

import type { ErrorGroup } from '@forecourt/sdk/contract';
import { ChevronRight, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import { useId } from 'react';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { ErrorDetails } from './error-details.tsx';
import { errorStates, meaningOf, mendOf, placeOf } from './error-words.ts';
import type { StateAction, useErrorActions } from './use-error-actions.ts';

export interface ErrorRowProps {
  readonly group: ErrorGroup;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly actions: ReturnType<typeof useErrorActions>;
  readonly mayChange: boolean;
  readonly mayRetry: boolean;
}

/** One group: what happened, what it means for the photos, the one button that mends it; all else folded. */
export function ErrorRow({ group, isOpen, onToggle, actions, mayChange, mayRetry }: ErrorRowProps) {
  const id = useId();
  const { word, icon: Icon, className } = errorStates[group.state];
  return (
    <li data-error-state={group.state} className="px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className={classNames('inline-flex h-6 items-center gap-1.5 rounded-sm px-2 text-xs font-medium', className)}>
          <Icon aria-hidden className="size-3.5" />
          {word}
        </span>
        <h2 className="min-w-0 text-base font-semibold">{group.title}</h2>
        <span className="grow" />
        <span className="figures text-sm text-quiet">
          {times(group.count)} · last <RelativeTime at={group.lastSeenAt} />
        </span>
      </div>
      <p className="mt-1.5 max-w-3xl break-words">{group.message}</p>
      <p className="mt-0.5 max-w-3xl text-sm text-quiet">
        {meaningOf(group)} {group.hint}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <MendButton group={group} actions={actions} mayRetry={mayRetry} />
        {mayChange ? <StateButtons group={group} actions={actions} /> : null}
        <span className="grow" />
        <Button
          variant="quiet"
          size="small"
          aria-expanded={isOpen}
          aria-controls={id}
          icon={<ChevronRight aria-hidden className={classNames('transition-transform', isOpen && 'rotate-90')} />}
          onClick={onToggle}
        >
          Details
        </Button>
      </div>
      <div id={id} hidden={!isOpen}>
        {isOpen ? <ErrorDetails group={group} place={placeOf(group)} /> : null}
      </div>
    </li>
  );
}

function MendButton({ group, actions: { retry }, mayRetry }: Pick<ErrorRowProps, 'group' | 'actions' | 'mayRetry'>) {
  const mend = mendOf(group);
  if (mend === null) return null;
  if (mend.kind === 'open') {
    return (
      <Link href={mend.path} className={buttonStyle({ variant: 'primary', size: 'small' })}>
        {mend.label}
      </Link>
    );
  }
  if (!mayRetry) return null;
  return (
    <Button
      variant="primary"
      size="small"
      icon={<RotateCcw aria-hidden />}
      isBusy={retry.isPending && retry.variables.id === group.id}
      onClick={() => retry.mutate(group)}
    >
      {mend.label}
    </Button>
  );
}

const offered: Readonly<Record<ErrorGroup['state'], readonly (readonly [StateAction, string])[]>> = {
  open: [
    ['acknowledge', 'Acknowledge'],
    ['resolve', 'Mark resolved'],
  ],
  regressed: [
    ['acknowledge', 'Acknowledge'],
    ['resolve', 'Mark resolved'],
  ],
  acknowledged: [['resolve', 'Mark resolved']],
  resolved: [['reopen', 'Open again']],
};

function StateButtons({ group, actions: { change } }: Pick<ErrorRowProps, 'group' | 'actions'>) {
  const isBusy = change.isPending && change.variables.group.id === group.id;
  return offered[group.state].map(([action, label]) => (
    <Button
      key={action}
      size="small"
      isBusy={isBusy && change.variables?.action === action}
      disabled={isBusy}
      aria-label={`${label}: ${group.title}`}
      onClick={() => change.mutate({ group, action })}
    >
      {label}
    </Button>
  ));
}

function times(count: number): string {
  return count === 1 ? 'Once' : `${new Intl.NumberFormat('en').format(count)} times`;
}
