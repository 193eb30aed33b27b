'use client';

import type { ScriptDetail } from '@forecourt/sdk/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Pin } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { Select } from '@/components/ui/select.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { itemsOf } from '@/lib/data/pages.ts';
import { hostListOptions } from '../hosts/host-queries.ts';

export interface PinListProps {
  readonly script: ScriptDetail;
  readonly mayWrite: boolean;
  readonly onPin: (pin: { readonly hostId: string; readonly version: string | null }) => void;
}

/** So many stand there at first, and all that have a version of their own. */
const shownAtFirst = 10;

/** Which version each computer runs: the current one, or the one that it stays with. */
export function PinList({ script, mayWrite, onPin }: PinListProps) {
  const { data } = useInfiniteQuery(hostListOptions(browserClient));
  const [isWhole, setWhole] = useState(false);
  const hosts = itemsOf(data)?.filter(({ state }) => state !== 'revoked');
  if (hosts === undefined) return <Skeleton className="h-16" />;
  if (hosts.length === 0) return <p className="text-sm text-quiet">No computer is connected yet.</p>;
  const pinOf = (id: string) => script.pins.find(({ hostId }) => hostId === id)?.version ?? null;
  // What differs is what somebody comes to see.
  const shown = isWhole ? hosts : hosts.filter(({ id }, index) => index < shownAtFirst || pinOf(id) !== null);
  return (
    <>
      <ul aria-label="Computers" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
        {shown.map(({ id, name }) => {
          const pinned = pinOf(id);
          return (
            <li key={id} className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 py-2">
              <span className="flex min-w-0 items-center gap-2">
                <span className="truncate font-medium">{name}</span>
                {pinned === null ? null : <Pin aria-label="pinned" className="size-3.5 shrink-0 text-review" />}
              </span>
              {mayWrite ? (
                <Select
                  label={`Version on ${name}`}
                  hasHiddenLabel
                  value={pinned ?? ''}
                  onChange={(version) => onPin({ hostId: id, version: version === '' ? null : version })}
                  className="w-52"
                >
                  <option value="">Follows: {script.current ?? 'none'}</option>
                  {script.all.map(({ version }) => (
                    <option key={version} value={version}>
                      Stays with {version}
                    </option>
                  ))}
                </Select>
              ) : (
                <span className="figures text-sm text-quiet">
                  {pinned === null ? `Follows: ${script.current ?? 'none'}` : `Stays with ${pinned}`}
                </span>
              )}
            </li>
          );
        })}
      </ul>
      {hosts.length > shown.length ? (
        <Button className="mt-3" onClick={() => setWhole(true)}>
          Show all {hosts.length}
        </Button>
      ) : null}
    </>
  );
}
