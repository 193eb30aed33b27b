'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names.ts';
import { LogoMark } from './logo.tsx';
import { type Destination, isWithin } from './navigation.ts';
import { useDestinations } from './rights.tsx';

/** The way around on a desktop: icons alone where the window is narrow, with words where there is room. */
export function Rail({ dealership }: { readonly dealership: string }) {
  const [settings, ...main] = [...useDestinations()].reverse();
  return (
    <nav
      aria-label="Main"
      className="sticky top-0 hidden h-dvh w-14 shrink-0 flex-col border-r border-line bg-canvas md:flex lg:w-(--rail-width)"
    >
      <Link
        href="/vehicles"
        className="flex h-(--top-height) items-center justify-center gap-2.5 px-4 focus-visible:-outline-offset-2 lg:justify-start"
        title={dealership}
      >
        <LogoMark />
        <span className="sr-only truncate text-base font-semibold text-ink lg:not-sr-only">{dealership}</span>
      </Link>
      <div className="flex grow flex-col gap-0.5 p-2">
        {main.reverse().map((destination) => (
          <RailLink key={destination.path} destination={destination} />
        ))}
        <span className="grow" />
        {settings === undefined ? null : <RailLink destination={settings} />}
      </div>
    </nav>
  );
}

function RailLink({ destination }: { readonly destination: Destination }) {
  const isHere = isWithin(usePathname(), destination);
  const { path, label, icon: Icon } = destination;
  return (
    <Link
      href={path}
      aria-current={isHere ? 'page' : undefined}
      title={label}
      className={classNames(
        'flex h-9 items-center justify-center gap-2.5 rounded-md px-2.5 font-medium lg:justify-start',
        isHere ? 'bg-pressed text-ink' : 'text-quiet hover:bg-hover hover:text-ink',
      )}
    >
      <Icon aria-hidden className="size-4.5 shrink-0" strokeWidth={isHere ? 2.25 : 2} />
      <span className="sr-only lg:not-sr-only">{label}</span>
    </Link>
  );
}
