'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names.ts';
import { CameraButton } from './camera-button.tsx';
import { type Destination, isWithin } from './navigation.ts';
import { useDestinations } from './rights.tsx';

/** The way around on a phone, with the camera under the thumb. */
export function BottomBar() {
  const destinations = useDestinations().filter(({ isForDesktop = false }) => !isForDesktop);
  const middle = destinations.length / 2;
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid h-(--bottom-height) grid-cols-5">
        {destinations.slice(0, middle).map((destination) => (
          <BottomLink key={destination.path} destination={destination} />
        ))}
        <li className="flex items-center justify-center">
          <CameraButton />
        </li>
        {destinations.slice(middle).map((destination) => (
          <BottomLink key={destination.path} destination={destination} />
        ))}
      </ul>
    </nav>
  );
}

function BottomLink({ destination }: { readonly destination: Destination }) {
  const isHere = isWithin(usePathname(), destination);
  const { path, label, icon: Icon } = destination;
  return (
    <li>
      <Link
        href={path}
        aria-current={isHere ? 'page' : undefined}
        className={classNames(
          'flex h-full flex-col items-center justify-center gap-1 text-xs font-medium focus-visible:-outline-offset-2',
          isHere ? 'text-ink' : 'text-quiet',
        )}
      >
        <Icon aria-hidden className="size-5" strokeWidth={isHere ? 2.25 : 1.9} />
        {label}
      </Link>
    </li>
  );
}
