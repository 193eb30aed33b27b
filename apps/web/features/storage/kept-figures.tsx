import type { FileCount, StorageStatus } from '@forecourt/sdk/contract';
import { bytesInWords, countOf } from '../transfers/figures.ts';

/** How much there is, by kind and by dealership. */
export function KeptFigures({ status: { kept, dealerships } }: { readonly status: StorageStatus }) {
  const kinds = [
    ['Photos', kept.photos],
    ['Cutouts', kept.cutouts],
    ['Generated', kept.generated],
    ['Unused', kept.unused],
    ['All', kept.all],
  ] as const;
  return (
    <div className="space-y-4">
      <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-line sm:grid-cols-5">
        {kinds.map(([name, count]) => (
          <div key={name} className="bg-surface px-4 py-3 last:col-span-2 sm:last:col-span-1">
            <dt className="text-sm text-quiet">{name}</dt>
            <dd>
              <div className="mt-1 text-lg font-semibold tabular-nums">{bytesInWords(count.bytes)}</div>
              <div className="text-sm text-quiet tabular-nums">{countOf(count.files, 'file')}</div>
            </dd>
          </div>
        ))}
      </dl>
      {dealerships.length > 1 ? <Dealerships dealerships={dealerships} /> : null}
    </div>
  );
}

function Dealerships({ dealerships }: Pick<StorageStatus, 'dealerships'>) {
  const most = Math.max(1, ...dealerships.map(({ bytes }) => bytes));
  return (
    <ul aria-label="By dealership" className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
      {dealerships.map(({ id, name, ...count }) => (
        <li key={id} className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1.5 px-4 py-2">
          <span className="truncate">{name}</span>
          <span className="text-sm text-quiet tabular-nums">{inShort(count)}</span>
          <span aria-hidden className="col-span-2 h-1 overflow-hidden rounded-full bg-picture-empty">
            <span className="block h-full rounded-full bg-line-control" style={{ width: `${(count.bytes / most) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function inShort({ files, bytes }: FileCount): string {
  return `${bytesInWords(bytes)} · ${countOf(files, 'file')}`;
}
