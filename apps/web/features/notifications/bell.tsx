'use client';

import { Popover } from '@base-ui/react/popover';
import { useQuery } from '@tanstack/react-query';
import { Bell as BellIcon } from 'lucide-react';
import { useState } from 'react';
import { buttonStyle } from '@/components/ui/button.tsx';
import { classNames } from '@/components/ui/class-names.ts';
import { overlayMotion } from '@/components/ui/dialog.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { NotificationList } from './notification-list.tsx';
import { latestOptions } from './notification-queries.ts';

const mostCounted = 99;

/** What this person was told, on every page: a number where something is unread, a list behind it. */
export function Bell() {
  const [isOpen, setOpen] = useState(false);
  const { data, error, isFetching, refetch } = useQuery(latestOptions(browserClient));
  const unread = data?.unread ?? 0;
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={unread === 0 ? 'Notifications' : `Notifications: ${unread} unread`}
        className={classNames(buttonStyle({ variant: 'quiet', size: 'icon' }), 'relative')}
      >
        <BellIcon aria-hidden />
        {unread === 0 ? null : (
          <span
            aria-hidden
            className="figures absolute -top-0.5 -right-0.5 flex h-4 min-w-4 items-center justify-center rounded-full bg-failed px-1 text-[0.625rem] leading-none font-semibold text-canvas touch:top-1 touch:right-1"
          >
            {unread > mostCounted ? `${mostCounted}+` : unread}
          </span>
        )}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner side="bottom" align="end" sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Popover.Popup
            className={classNames(
              'flex max-h-[min(36rem,75dvh)] w-[min(26rem,calc(100vw-1rem))] flex-col overflow-hidden rounded-md border border-line bg-raised shadow-overlay outline-none',
              overlayMotion,
            )}
          >
            <NotificationList
              notifications={data?.items}
              unread={unread}
              error={error}
              isFetching={isFetching}
              onRetry={() => void refetch()}
              onDone={() => setOpen(false)}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
      <span role="status" className="sr-only">
        {unread === 0 ? '' : `${unread} unread notifications`}
      </span>
    </Popover.Root>
  );
}
