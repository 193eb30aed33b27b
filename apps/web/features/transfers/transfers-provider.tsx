'use client';

import { ForecourtError } from '@forecourt/errors';
import type { Angle } from '@forecourt/sdk/contract';
import type { Upload } from '@forecourt/sdk/uploads';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { notifyProblem } from '@/components/ui/toast.tsx';
import { forgetLocalPreview } from './local-preview.ts';
import { summariseTransfers } from './summary.ts';
import { tabUploader } from './tab-uploader.ts';
import { isOpen, type Transfer } from './transfer.ts';

/** What pages can do with uploads. */
export interface TransferActions {
  /** Starts uploading, in the order given. */
  add(files: readonly File[], place: { readonly vehicleId: string; readonly angle?: Angle | null }): void;
  pause(id: string): void;
  resume(id: string): void;
  cancel(id: string): void;
  /** Takes what is done or given up from the list. */
  clear(ids: readonly string[]): void;
  /** The file itself, for a preview; undefined once it is gone. */
  fileOf(id: string): Blob | undefined;
}

const none: readonly Transfer[] = [];
const ActionsContext = createContext<TransferActions | null>(null);
const ListContext = createContext<readonly Transfer[]>(none);

/** Uploads of this tab, all vehicles. */
export function useTransfers(): readonly Transfer[] {
  return useContext(ListContext);
}

export function useTransferActions(): TransferActions {
  const actions = useContext(ActionsContext);
  if (actions === null) throw new ForecourtError('INTERNAL', 'useTransferActions is used outside of TransfersProvider.');
  return actions;
}

const subscribeNothing = () => () => undefined;

/** Keeps uploads going while people walk through the app, and goes on with those of a closed tab. */
export function TransfersProvider({ children }: { readonly children: ReactNode }) {
  const [isReady, setIsReady] = useState(false);
  useEffect(() => {
    const { uploader } = tabUploader();
    setIsReady(true);
    uploader.restore().catch((error: unknown) => {
      notifyProblem({
        title: 'Unfinished uploads could not be looked up.',
        description: error instanceof Error ? error.message : 'Reload the page to try again.',
      });
    });
  }, []);
  const store = isReady ? tabUploader().store : null;
  const transfers = useSyncExternalStore(store?.subscribe ?? subscribeNothing, store?.current ?? (() => none), () => none);
  useWarnBeforeLoss(transfers);
  const actions = useMemo(makeActions, []);
  return (
    <ActionsContext value={actions}>
      <ListContext value={transfers}>
        {children}
        <Announcements transfers={transfers} />
      </ListContext>
    </ActionsContext>
  );
}

function makeActions(): TransferActions {
  const find = (id: string): Upload | undefined => tabUploader().uploader.uploads.find((upload) => upload.id === id);
  return {
    add(files, { vehicleId, angle }) {
      for (const file of files)
        tabUploader()
          .uploader.add(file, { vehicleId, ...(angle ? { angle } : {}) })
          .done.catch(isShownInTheTray);
    },
    pause: (id) => find(id)?.pause(),
    resume: (id) => find(id)?.resume(),
    cancel(id) {
      find(id)?.cancel().catch(isShownInTheTray);
    },
    clear(ids) {
      for (const id of ids) {
        tabUploader().uploader.remove(id);
        forgetLocalPreview(id);
      }
    },
    fileOf: (id) => find(id)?.file,
  };
}

/** An upload's failure is a state of it, which the tray and its card show with what to do: it needs no second telling. */
function isShownInTheTray(): void {
  // Nothing to do here.
}

/** Asks before the tab closes only where a file would have to be picked again. */
function useWarnBeforeLoss(transfers: readonly Transfer[]): void {
  const latest = useRef(transfers);
  useEffect(() => {
    latest.current = transfers;
  });
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const open = new Set(latest.current.filter(isOpen).map((transfer) => transfer.id));
      const couldBeLost = open.size > 0 && tabUploader().uploader.uploads.some((upload) => open.has(upload.id) && !upload.isKept);
      if (couldBeLost) event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, []);
}

/** Tells screen readers when uploads begin, stop and end; never the bytes. */
function Announcements({ transfers }: { readonly transfers: readonly Transfer[] }) {
  const { tone, title } = summariseTransfers(transfers);
  const said = tone === 'idle' ? '' : tone === 'working' ? 'Uploading' : title;
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
