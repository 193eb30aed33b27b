'use client';

import type { Notification } from '@forecourt/sdk/contract';
import {
  Ban,
  CalendarX,
  CircleCheck,
  HardDrive,
  Images,
  KeyRound,
  type LucideIcon,
  OctagonAlert,
  PlugZap,
  Server,
  ServerOff,
  ShieldAlert,
  Unplug,
  Wallet,
} from 'lucide-react';
import Link from 'next/link';
import { Button } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { RelativeTime } from '@/components/ui/relative-time.tsx';

const icons: Readonly<Record<Notification['kind'], LucideIcon>> = {
  'error.opened': OctagonAlert,
  'error.regressed': OctagonAlert,
  'batch.finished': Images,
  'queue.stuck': Ban,
  'disk.nearly-full': HardDrive,
  'webhook.disabled': Unplug,
  'budget.alert': Wallet,
  'budget.reached': Wallet,
  'provider.refused': PlugZap,
  'model.retiring': CalendarX,
  'host.offline': ServerOff,
  'security.host-enrolled': Server,
  'security.host-revoked': ShieldAlert,
  'security.host-key-changed': ShieldAlert,
  'security.sign-ins-failed': ShieldAlert,
  'security.key-created': KeyRound,
  'security.role-changed': ShieldAlert,
  'security.operator-added': ShieldAlert,
};

export interface NotificationRowProps {
  readonly notification: Notification;
  readonly isBusy: boolean;
  readonly onRead: () => void;
  readonly onAcknowledge: () => void;
  readonly onFollow: () => void;
}

/** One thing that was told: unread ones have a dot, those that want somebody have a button. */
export function NotificationRow({ notification, isBusy, onRead, onAcknowledge, onFollow }: NotificationRowProps) {
  const { kind, title, body, link, at, count, readAt, wantsAcknowledgement, acknowledgedBy, isEscalated } = notification;
  const Icon = icons[kind];
  const isUnread = readAt === null;
  const follow = () => {
    if (isUnread) onRead();
    onFollow();
  };
  return (
    <li className={classNames('flex gap-3 px-4 py-3', isUnread && 'bg-accent-soft')}>
      <Icon aria-hidden className={classNames('mt-0.5 size-4 shrink-0', kind.startsWith('error.') ? 'text-failed' : 'text-quiet')} />
      <div className="min-w-0 grow">
        <p className="font-medium">
          {isUnread ? <span className="sr-only">Unread: </span> : null}
          {link === null ? (
            title
          ) : (
            <Link href={link} className="hover:underline" onClick={follow}>
              {title}
            </Link>
          )}
        </p>
        <p className="mt-0.5 line-clamp-3 text-sm break-words text-quiet">{body}</p>
        <p className="figures mt-1 text-xs text-quiet">
          <RelativeTime at={at} />
          {count > 1 ? ` · ${count} times` : ''}
          {isEscalated ? ' · nobody had taken care of it' : ''}
          {acknowledgedBy === null ? '' : ` · ${acknowledgedBy} has seen to it`}
        </p>
        {wantsAcknowledgement || isUnread ? (
          <div className="mt-2 flex gap-2">
            {wantsAcknowledgement ? (
              <Button size="small" isBusy={isBusy} icon={<CircleCheck aria-hidden />} onClick={onAcknowledge}>
                I take care of it
              </Button>
            ) : null}
            {isUnread ? (
              <Button size="small" variant="quiet" aria-label={`Mark read: ${title}`} onClick={onRead}>
                Mark read
              </Button>
            ) : null}
          </div>
        ) : null}
      </div>
    </li>
  );
}
