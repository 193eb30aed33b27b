'use client';

import { Pause, Play, RotateCcw, X } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { LocalPicture } from './local-picture.tsx';
import { shareOf, type Transfer } from './transfer.ts';
import { transferWords } from './transfer-words.ts';
import { useTransferActions } from './transfers-provider.tsx';
import { useNow } from './use-now.ts';

export const transferRowHeightPx = 64;

/** One upload in the tray. */
export const TransferRow = memo(function TransferRow({ transfer, topPx }: { readonly transfer: Transfer; readonly topPx: number }) {
  const { status } = transfer.state;
  const nowMs = useNow(status === 'waiting');
  const { word, detail } = transferWords(transfer, nowMs);
  return (
    <li
      className="absolute inset-x-0 flex items-center gap-3 border-b border-line px-4 last:border-b-0"
      style={{ height: transferRowHeightPx, transform: `translateY(${topPx}px)` }}
    >
      <LocalPicture transferId={transfer.id} className="h-10 w-13 shrink-0 rounded-sm" />
      <div className="min-w-0 grow">
        <p className="truncate text-sm font-medium" title={transfer.name}>
          {transfer.name}
        </p>
        <p className={classNames('figures truncate text-xs', status === 'failed' ? 'text-failed' : 'text-quiet')} title={detail ?? word}>
          {detail === null ? word : status === 'sending' ? detail : `${word} · ${detail}`}
        </p>
        {status === 'failed' ? null : (
          <ProgressBar
            share={shareOf(transfer)}
            label={`${transfer.name}: ${word}`}
            className={classNames('mt-1', status === 'sending' || status === 'finishing' ? 'text-working' : 'text-waiting')}
          />
        )}
      </div>
      <TransferButtons transfer={transfer} />
    </li>
  );
});

/** What can be done with an upload: pause or go on, and cancel. The same in the tray and on a card. */
export function TransferButtons({ transfer }: { readonly transfer: Transfer }) {
  const { pause, resume, cancel } = useTransferActions();
  const { id, name } = transfer;
  const { status, error } = transfer.state;
  // A picture that cannot be used stays so.
  const canTryAgain = status === 'waiting' || (status === 'failed' && error?.fault !== 'picture');
  return (
    <span className="flex shrink-0">
      {status === 'paused' ? <IconButton label={`Resume ${name}`} icon={<Play aria-hidden />} onClick={() => resume(id)} /> : null}
      {canTryAgain ? <IconButton label={`Try ${name} again now`} icon={<RotateCcw aria-hidden />} onClick={() => resume(id)} /> : null}
      {status === 'queued' || status === 'hashing' || status === 'sending' ? (
        <IconButton label={`Pause ${name}`} icon={<Pause aria-hidden />} onClick={() => pause(id)} />
      ) : null}
      {status === 'finishing' || status === 'done' || status === 'cancelled' ? null : (
        <IconButton label={`Cancel ${name}`} icon={<X aria-hidden />} onClick={() => cancel(id)} />
      )}
    </span>
  );
}

function IconButton({ label, icon, onClick }: { readonly label: string; readonly icon: ReactNode; readonly onClick: () => void }) {
  return (
    <Button variant="quiet" size="icon-small" aria-label={label} title={label} onClick={onClick}>
      {icon}
    </Button>
  );
}
