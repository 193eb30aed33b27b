'use client';

import { Popover } from '@base-ui/react/popover';
import { ArrowUp, CircleCheck, OctagonAlert, Pause } from 'lucide-react';
import Link from 'next/link';
import { useEffect, useState } from 'react';
import { useRight } from '@/components/frame/rights.tsx';
import { buttonStyle } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { overlayMotion } from '@/components/ui/dialog.tsx';
import { ProgressRing } from '@/components/ui/progress-ring.tsx';
import { percentOf } from './figures.ts';
import { summariseTransfers, type TransfersSummary } from './summary.ts';
import { TransferList } from './transfer-list.tsx';
import { useTransfers } from './transfers-provider.tsx';

/** How long "12 photos uploaded" stays on the button. */
const doneShownMs = 8_000;

/** Uploads, visible and controllable on every page: a button that tells how far, and a list behind it. */
export function TransfersTray() {
  const transfers = useTransfers();
  const summary = summariseTransfers(transfers);
  const isFresh = useIsFresh(summary);
  const { tone, title } = summary;
  const told = tone === 'working' ? `${title} · ${percentOf(summary.share)} %` : title;
  const isTold = tone !== 'idle' && (tone !== 'done' || isFresh);
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={`Uploads: ${told}`}
        data-tone={tone}
        className={classNames(buttonStyle({ variant: 'quiet' }), 'gap-2 px-2', isTold && toneText[tone], 'hover:text-current')}
      >
        <TraySign summary={summary} isTold={isTold} />
        {isTold ? <span className="figures hidden max-w-60 truncate text-sm md:inline">{told}</span> : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Popover.Popup
            className={classNames(
              'flex max-h-[min(32rem,75dvh)] w-[min(25rem,calc(100vw-1rem))] flex-col overflow-hidden rounded-md border border-line bg-raised shadow-overlay outline-none',
              overlayMotion,
            )}
          >
            <TransferList transfers={transfers} summary={summary} />
            <ToHosts />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** What goes on from here to computers stands on a page of its own. */
function ToHosts() {
  if (!useRight('hosts:read')) return null;
  return (
    <p className="border-t border-line px-4 py-2.5 text-sm text-quiet">
      From here to computers and back:{' '}
      <Popover.Close
        nativeButton={false}
        render={<Link href="/transfers" className="text-ink underline underline-offset-2 hover:no-underline" />}
      >
        Transfers
      </Popover.Close>
    </p>
  );
}

const toneText: Readonly<Record<TransfersSummary['tone'], string>> = {
  idle: '',
  working: 'text-working',
  paused: 'text-review',
  failed: 'text-failed',
  done: 'text-approved',
};

function TraySign({ summary, isTold }: { readonly summary: TransfersSummary; readonly isTold: boolean }) {
  if (summary.tone === 'working') return <ProgressRing share={summary.share} label={summary.title} sizePx={18} />;
  if (summary.tone === 'failed') return <OctagonAlert aria-hidden />;
  if (summary.tone === 'paused') return <Pause aria-hidden />;
  if (summary.tone === 'done' && isTold) return <CircleCheck aria-hidden />;
  return <ArrowUp aria-hidden />;
}

/** Whether the last upload ended a moment ago in this tab. */
function useIsFresh({ tone, done }: TransfersSummary): boolean {
  const [isFresh, setIsFresh] = useState(false);
  useEffect(() => {
    if (tone !== 'done' || done === 0) return;
    setIsFresh(true);
    const timer = setTimeout(() => setIsFresh(false), doneShownMs);
    return () => clearTimeout(timer);
  }, [tone, done]);
  return isFresh;
}
