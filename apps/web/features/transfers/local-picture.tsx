'use client';

import { ImageIcon } from 'lucide-react';
import { useEffect, useState } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { localPreview } from './local-preview.ts';
import { useTransferActions } from './transfers-provider.tsx';

/** The address of a small picture of an upload's file; null until it is there, or where the browser cannot show it. */
export function useLocalPicture(transferId: string | null): string | null {
  const { fileOf } = useTransferActions();
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    const file = transferId === null ? undefined : fileOf(transferId);
    if (transferId === null || file === undefined) return;
    let isGone = false;
    localPreview(transferId, file).then((made) => {
      if (!isGone) setAddress(made);
    }, reportError);
    return () => {
      isGone = true;
    };
  }, [transferId, fileOf]);
  return address;
}

/** A small picture of what is being uploaded; a sign where the browser cannot show it. */
export function LocalPicture({ transferId, className }: { readonly transferId: string; readonly className?: string }) {
  const address = useLocalPicture(transferId);
  return (
    <span className={classNames('flex items-center justify-center overflow-hidden bg-picture-empty text-faint', className)}>
      {address === null ? <ImageIcon aria-hidden className="size-4" /> : <img src={address} alt="" className="size-full object-cover" />}
    </span>
  );
}
