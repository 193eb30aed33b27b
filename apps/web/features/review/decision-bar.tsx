'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { Check, ChevronUp, RotateCcw, Undo2, X } from 'lucide-react';
import { Button } from '@/components/ui/button.tsx';
import { Kbd } from '@/components/ui/kbd.tsx';
import { Menu, MenuItem } from '@/components/ui/menu.tsx';
import { photoAbilities } from '../photos/photo-status.ts';
import { rejectReasons } from './words.ts';

export interface DecisionBarProps {
  readonly photo: Photo;
  readonly canUndo: boolean;
  readonly onApprove: () => void;
  readonly onReject: (reason?: string) => void;
  readonly onUndo: () => void;
  readonly onRetry: () => void;
}

/** What a person decides: approve, reject with a reason, take it back. */
export function DecisionBar({ photo, canUndo, onApprove, onReject, onUndo, onRetry }: DecisionBarProps) {
  const can = photoAbilities(photo);
  return (
    <div role="toolbar" aria-label="Decide" className="flex items-center gap-2">
      {canUndo ? (
        <Button
          variant="quiet"
          size="icon"
          aria-label="Take the last decision back"
          title="Take the last decision back (Z)"
          onClick={onUndo}
          className="h-10 w-10"
        >
          <Undo2 aria-hidden />
        </Button>
      ) : null}
      {can.canRetry ? (
        <Button size="large" variant="primary" icon={<RotateCcw aria-hidden />} onClick={onRetry} className="grow">
          Try again
        </Button>
      ) : null}
      {can.canReview ? (
        <>
          <div className="flex grow basis-0">
            <Button
              size="large"
              variant="outline"
              icon={<X aria-hidden />}
              onClick={() => onReject()}
              aria-pressed={photo.state === 'rejected'}
              className="grow rounded-r-none border-r-0 px-2"
            >
              {photo.state === 'rejected' ? 'Rejected' : 'Reject'}
              <Kbd className="hidden md:inline-flex">R</Kbd>
            </Button>
            <Menu
              side="top"
              trigger={
                <Button size="large" variant="outline" aria-label="Reject with a reason" className="w-9 rounded-l-none px-0 touch:w-11">
                  <ChevronUp aria-hidden />
                </Button>
              }
            >
              {rejectReasons.map((reason) => (
                <MenuItem key={reason} onClick={() => onReject(reason)}>
                  {reason}
                </MenuItem>
              ))}
            </Menu>
          </div>
          <Button
            size="large"
            variant="primary"
            icon={<Check aria-hidden />}
            onClick={onApprove}
            aria-pressed={photo.state === 'approved'}
            className="grow basis-0 px-2"
          >
            {photo.state === 'approved' ? 'Approved' : 'Approve'}
            <Kbd className="hidden border-white/40 bg-transparent text-white md:inline-flex">A</Kbd>
          </Button>
        </>
      ) : null}
    </div>
  );
}
