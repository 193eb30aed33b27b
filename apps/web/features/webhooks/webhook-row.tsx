import type { Webhook } from '@forecourt/sdk/contract';
import Link from 'next/link';
import { RelativeTime } from '@/components/ui/relative-time.tsx';
import { Sign } from './sign.tsx';
import { eventsInShort, healthOf, healthSigns } from './webhook-words.ts';

/** One webhook: where to, what of, how it is. */
export function WebhookRow({ webhook }: { readonly webhook: Webhook }) {
  return (
    <li className="relative grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 px-4 py-2 hover:bg-hover sm:grid-cols-[minmax(0,1fr)_11rem_6rem_9rem]">
      <div className="min-w-0">
        <Link href={`/settings/webhooks/${webhook.id}`} className="block truncate font-medium after:absolute after:inset-0">
          {webhook.description === '' ? new URL(webhook.url).host : webhook.description}
        </Link>
        <div className="truncate font-mono text-xs text-quiet">{webhook.url}</div>
      </div>
      <div className="order-3 truncate text-sm text-quiet sm:order-none">{eventsInShort(webhook.eventTypes)}</div>
      <Sign sign={healthSigns[healthOf(webhook)]} className="order-2 sm:order-none" />
      <div className="order-4 text-right text-sm text-quiet sm:order-none">
        {webhook.deliveredAt === null ? 'Nothing accepted yet' : <RelativeTime at={webhook.deliveredAt} />}
      </div>
    </li>
  );
}
