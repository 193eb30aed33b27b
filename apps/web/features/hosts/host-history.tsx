import type { HostDetail } from '@forecourt/sdk/contract';
import {
  ArrowLeftRight,
  Ban,
  CircleArrowUp,
  CirclePause,
  CirclePlay,
  CirclePlus,
  KeyRound,
  type LucideIcon,
  Power,
  PowerOff,
  Scissors,
} from 'lucide-react';
import { RelativeTime } from '@/components/ui/relative-time.tsx';

const icons: Readonly<Record<HostDetail['events'][number]['kind'], LucideIcon>> = {
  enrolled: CirclePlus,
  online: Power,
  offline: PowerOff,
  road: ArrowLeftRight,
  draining: CirclePause,
  resumed: CirclePlay,
  cutouts: Scissors,
  'key-rotated': KeyRound,
  revoked: Ban,
  updated: CircleArrowUp,
};

/** What happened to a computer, newest first. */
export function HostHistory({ host: { events } }: { readonly host: HostDetail }) {
  if (events.length === 0) return <p className="text-sm text-quiet">Nothing happened yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section aria-label="Events" tabIndex={0} className="max-h-96 overflow-y-auto rounded-md border border-line bg-surface">
      <ol className="divide-y divide-line">
        {events.map(({ at, kind, message }) => {
          const Icon = icons[kind];
          return (
            <li key={`${at} ${kind}`} className="flex min-h-10 items-center gap-3 px-4 py-2">
              <Icon aria-hidden className="size-4 shrink-0 text-quiet" />
              <span className="min-w-0 grow break-words">{message}</span>
              <RelativeTime at={at} className="shrink-0 text-sm text-quiet" />
            </li>
          );
        })}
      </ol>
    </section>
  );
}
