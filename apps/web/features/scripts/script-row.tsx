import type { Script } from '@forecourt/sdk/contract';
import Link from 'next/link';
import { Badge } from '@/components/ui/badge.tsx';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { countOf } from '../transfers/figures.ts';

/** One script: what it is for, which version is run, when it was run last. */
export function ScriptRow({ script }: { readonly script: Script }) {
  const { id, name, description, isBuiltIn, current, versions, lastRunAt } = script;
  return (
    <li className="relative grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_9rem_9rem]">
      <div className="col-span-2 min-w-0 sm:col-span-1">
        <p className="flex items-center gap-2">
          <Link href={`/scripts/${id}`} className="truncate font-medium after:absolute after:inset-0">
            {name}
          </Link>
          {isBuiltIn ? <Badge>Built in</Badge> : null}
        </p>
        <p className="line-clamp-2 text-sm text-quiet sm:line-clamp-1">{description}</p>
      </div>
      <p className="figures text-sm">
        {current ?? 'No version'}
        <span className="block text-xs text-quiet">{countOf(versions, 'version')}</span>
      </p>
      <p className="text-right text-sm text-quiet">
        {lastRunAt === null ? (
          'Never run'
        ) : (
          <>
            Ran <RelativeTime at={lastRunAt} />
          </>
        )}
      </p>
    </li>
  );
}
