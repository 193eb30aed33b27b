'use client';

import { Popover } from '@base-ui/react/popover';
import { useVirtualizer } from '@tanstack/react-virtual';
import { CircleCheck } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { ConfirmDialog } from '@/components/ui/dialog.tsx';
import { ProgressBar } from '@/components/ui/progress-bar.tsx';
import { countOf } from './figures.ts';
import type { TransfersSummary } from './summary.ts';
import { isMoving, isOpen, type Transfer } from './transfer.ts';
import { TransferRow, transferRowHeightPx } from './transfer-row.tsx';
import { useTransferActions } from './transfers-provider.tsx';

/** What is in the tray: all together on top, then one row for each that is not done. */
export function TransferList({ transfers, summary }: { readonly transfers: readonly Transfer[]; readonly summary: TransfersSummary }) {
  const actions = useTransferActions();
  const [isAsking, setIsAsking] = useState(false);
  const open = transfers.filter(isOpen);
  const done = transfers.filter((transfer) => transfer.state.status === 'done');
  const each = (from: readonly Transfer[], act: (id: string) => void) => () => {
    for (const transfer of from) act(transfer.id);
  };
  return (
    <>
      <div className="flex flex-col gap-2 border-b border-line px-4 pt-3 pb-3">
        <div className="flex min-h-7 items-center justify-between gap-2">
          <Popover.Title className="min-w-0 truncate text-base font-semibold">{summary.title}</Popover.Title>
          {open.length > 1 ? (
            <div className="flex gap-1">
              {summary.moving > 0 ? (
                <Button size="small" variant="quiet" onClick={each(open.filter(isMoving), actions.pause)}>
                  Pause all
                </Button>
              ) : (
                <Button size="small" variant="quiet" onClick={each(open, actions.resume)}>
                  {summary.failed > 0 ? 'Try all again' : 'Resume all'}
                </Button>
              )}
              <Button size="small" variant="quiet" onClick={() => setIsAsking(true)}>
                Cancel all
              </Button>
            </div>
          ) : null}
        </div>
        {summary.detail === null ? null : (
          <Popover.Description className="figures text-sm text-quiet">{summary.detail}</Popover.Description>
        )}
        {summary.moving > 0 ? <ProgressBar share={summary.share} label={summary.title} className="text-working" /> : null}
      </div>
      {open.length === 0 && done.length === 0 ? (
        <p className="px-4 py-8 text-center text-sm text-quiet">Drop photos on a vehicle, and you see here how far they are.</p>
      ) : null}
      {open.length > 0 ? <Rows transfers={open} /> : null}
      {done.length > 0 ? (
        <div className="flex min-h-11 items-center gap-2 border-t border-line bg-surface px-4 text-sm first:border-t-0">
          <CircleCheck aria-hidden className="size-4 shrink-0 text-approved" />
          <span className="grow">{countOf(done.length, 'photo')} uploaded</span>
          <Button size="small" variant="quiet" onClick={() => actions.clear(done.map((transfer) => transfer.id))}>
            Clear
          </Button>
        </div>
      ) : null}
      <ConfirmDialog
        isOpen={isAsking}
        onOpenChange={setIsAsking}
        title={`Cancel ${countOf(open.length, 'upload')}?`}
        description="What was sent of them is thrown away. The files on your device stay."
        action="Cancel uploads"
        onConfirm={() => {
          each(open, actions.cancel)();
          setIsAsking(false);
        }}
      />
    </>
  );
}

/** Two hundred files are not unusual: only the rows that can be seen are drawn. */
function Rows({ transfers }: { readonly transfers: readonly Transfer[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: transfers.length,
    getScrollElement: () => frame.current,
    estimateSize: () => transferRowHeightPx,
    getItemKey: (index) => transfers[index]?.id ?? index,
    overscan: 4,
  });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolled list is reached by keyboard
    <div ref={frame} className="min-h-0 overflow-y-auto focus-visible:-outline-offset-2" tabIndex={0}>
      <ul aria-label="Uploads" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const transfer = transfers[row.index];
          return transfer === undefined ? null : <TransferRow key={row.key} transfer={transfer} topPx={row.start} />;
        })}
      </ul>
    </div>
  );
}
