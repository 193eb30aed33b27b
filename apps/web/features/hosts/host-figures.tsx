import type { HostDetail } from '@forecourt/sdk/contract';
import type { ReactNode } from 'react';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { time } from '../generate/generate-words.ts';
import { bytesInWords } from '../transfers/figures.ts';
import { loadInWords, platformInWords } from './host-words.ts';

/** What a computer has and what it does with it, in one table of figures. */
export function HostFigures({ host }: { readonly host: HostDetail }) {
  const { capacity, medianMs, lastSeenAt } = host;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-3 lg:grid-cols-4">
      <Figure name="Places">{capacity === null ? '–' : loadInWords(capacity)}</Figure>
      <Figure name="Usual time of a photo">{medianMs === null ? '–' : time(medianMs)}</Figure>
      <Figure name="Free memory">
        {capacity === null ? '–' : `${bytesInWords(capacity.freeMemoryBytes)} of ${bytesInWords(capacity.memoryBytes)}`}
      </Figure>
      <Figure name="Free disk">{capacity === null ? '–' : bytesInWords(capacity.freeDiskBytes)}</Figure>
      <Figure name="Processor">{capacity === null ? '–' : `${capacity.cores} cores`}</Figure>
      <Figure name="Graphics">{capacity?.gpu?.name ?? 'None used'}</Figure>
      <Figure name="System">{platformInWords(host.platform)}</Figure>
      <Figure name="Heard last">{lastSeenAt === null ? 'Never' : <RelativeTime at={lastSeenAt} />}</Figure>
    </dl>
  );
}

function Figure({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-2.5">
      <dt className="text-xs text-quiet">{name}</dt>
      <dd className="figures mt-0.5 text-base font-medium break-words">{children}</dd>
    </div>
  );
}
