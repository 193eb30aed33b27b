'use client';

import { Popover } from '@base-ui/react/popover';
import type { Notification } from '@forecourt/sdk/contract';
import { BellOff, Settings2 } from 'lucide-react';
import Link from 'next/link';
import { Empty } from '@/components/state/empty.tsx';
import { ProblemNote } from '@/components/state/problem.tsx';
import { Button, buttonStyle } from '@/components/ui/button.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { NotificationRow } from './notification-row.tsx';
import { useNotificationActions } from './use-notification-actions.ts';

export interface NotificationListProps {
  readonly notifications: readonly Notification[] | undefined;
  readonly unread: number;
  readonly error: Error | null;
  readonly isFetching: boolean;
  readonly onRetry: () => void;
  /** Called when somebody goes to what a notification is about. */
  readonly onDone: () => void;
}

/** The newest notifications, to read, to follow and to take care of. */
export function NotificationList({ notifications, unread, error, isFetching, onRetry, onDone }: NotificationListProps) {
  const { readAll, read, acknowledge } = useNotificationActions();
  return (
    <>
      <div className="flex min-h-12 items-center justify-between gap-2 border-b border-line pr-2 pl-4">
        <Popover.Title className="text-base font-semibold">Notifications</Popover.Title>
        <span className="flex items-center gap-1">
          {unread > 0 ? (
            <Button size="small" variant="quiet" isBusy={readAll.isPending} onClick={() => readAll.mutate()}>
              Mark all read
            </Button>
          ) : null}
          <Link
            href="/settings/notifications"
            aria-label="Choose what you are told"
            className={buttonStyle({ variant: 'quiet', size: 'icon-small' })}
            onClick={onDone}
          >
            <Settings2 aria-hidden />
          </Link>
        </span>
      </div>
      {notifications === undefined ? (
        <Waiting error={error} isFetching={isFetching} onRetry={onRetry} />
      ) : notifications.length === 0 ? (
        <Empty icon={BellOff} title="Nothing new" className="py-10">
          You are told here when something fails, and when the photos of a vehicle are done.
        </Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
        <ul tabIndex={0} className="min-h-0 grow divide-y divide-line overflow-y-auto focus-visible:-outline-offset-2">
          {notifications.map((notification) => (
            <NotificationRow
              key={notification.id}
              notification={notification}
              isBusy={acknowledge.isPending && acknowledge.variables.id === notification.id}
              onRead={() => read.mutate(notification)}
              onAcknowledge={() => acknowledge.mutate(notification)}
              onFollow={onDone}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function Waiting({ error, isFetching, onRetry }: Pick<NotificationListProps, 'error' | 'isFetching' | 'onRetry'>) {
  if (error === null) return <Skeleton className="m-4 h-32" />;
  return (
    <ProblemNote
      error={error}
      title="The notifications could not be loaded."
      className="m-3"
      action={
        <Button variant="primary" size="small" isBusy={isFetching} onClick={onRetry}>
          Try again
        </Button>
      }
    />
  );
}
