'use client';

import { memo } from 'react';
import { StateIcon } from '@/components/state/state-badge.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressRing } from '@/components/ui/progress-ring.tsx';
import { percentOf } from '../transfers/figures.ts';
import { LocalPicture } from '../transfers/local-picture.tsx';
import { shareOf, type Transfer } from '../transfers/transfer.ts';
import { TransferButtons } from '../transfers/transfer-row.tsx';
import { transferWords } from '../transfers/transfer-words.ts';
import { useNow } from '../transfers/use-now.ts';
import { angleName } from './angles.ts';

/** A photo on its way: the same card as later, with a ring that fills, and bytes and speed below. */
export const UploadCard = memo(function UploadCard({ transfer }: { readonly transfer: Transfer }) {
  const { status } = transfer.state;
  const nowMs = useNow(status === 'waiting');
  const { word, detail } = transferWords(transfer, nowMs);
  const share = shareOf(transfer);
  const isMoving = status === 'sending' || status === 'finishing' || status === 'hashing';
  return (
    <article
      aria-label={`${transfer.name}: ${word}`}
      data-upload-status={status}
      className={classNames(
        'flex flex-col overflow-hidden rounded-md border bg-surface',
        status === 'failed' ? 'border-failed' : 'border-line',
      )}
    >
      <div className="relative aspect-4/3">
        <LocalPicture transferId={transfer.id} className="size-full bg-ground-grey" />
        <span aria-hidden className="absolute inset-0 bg-black/45" />
        <span className="absolute inset-0 flex flex-col items-center justify-center gap-1 text-white">
          {status === 'failed' ? (
            <StateIcon state="failed" className="size-8 text-white" />
          ) : (
            <>
              <ProgressRing share={status === 'finishing' ? null : share} label={`${transfer.name}: ${word}`} sizePx={44} />
              <span className="figures text-sm font-medium">{percentOf(share)} %</span>
            </>
          )}
        </span>
      </div>
      <div className="flex items-center gap-1 pt-2 pr-1 pl-3">
        <p className="h-6 min-w-0 grow truncate text-sm leading-6 font-medium" title={transfer.name}>
          {transfer.angle === null ? transfer.name : angleName(transfer.angle)}
        </p>
        <TransferButtons transfer={transfer} />
      </div>
      {/* Room for bytes, speed and remaining time on a phone, where they take two lines: nothing moves when they come. */}
      <p className={classNames('figures mb-2 min-h-10 px-3 text-xs leading-5', status === 'failed' ? 'text-failed' : 'text-quiet')}>
        {status === 'sending' ? null : <span className={classNames('font-medium', isMoving && 'text-working')}>{word}</span>}
        {status === 'sending' || detail === null ? detail : ` · ${detail}`}
      </p>
    </article>
  );
});
