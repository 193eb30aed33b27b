'use client';

import { Ellipsis } from 'lucide-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classNames } from '@/components/ui/class-names.ts';
import { Menu, MenuItem } from '@/components/ui/menu.tsx';
import { CameraButton } from './camera-button.tsx';
import { type Destination, isWithin } from './navigation.ts';
import { useDestinations } from './rights.tsx';

const placeStyle = 'flex size-full flex-col items-center justify-center gap-1 text-xs font-medium focus-visible:-outline-offset-2';

/** The way around on a phone, with the camera under the thumb, and all that has no room behind the last button. */
export function BottomBar() {
  const destinations = useDestinations();
  const inBar = destinations.filter(({ isInBar = false }) => isInBar);
  const others = destinations.filter(({ isInBar = false }) => !isInBar);
  return (
    <nav
      aria-label="Main"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-canvas pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      <ul className="grid h-(--bottom-height) grid-cols-5">
        {inBar.slice(0, 2).map((destination) => (
          <BottomLink key={destination.path} destination={destination} />
        ))}
        <li className="flex items-center justify-center">
          <CameraButton />
        </li>
        {inBar.slice(2).map((destination) => (
          <BottomLink key={destination.path} destination={destination} />
        ))}
        <li>
          <MoreMenu destinations={others} />
        </li>
      </ul>
    </nav>
  );
}

function BottomLink({ destination }: { readonly destination: Destination }) {
  const isHere = isWithin(usePathname(), destination);
  const { path, label, icon: Icon } = destination;
  return (
    <li>
      <Link href={path} aria-current={isHere ? 'page' : undefined} className={classNames(placeStyle, isHere ? 'text-ink' : 'text-quiet')}>
        <Icon aria-hidden className="size-5" strokeWidth={isHere ? 2.25 : 1.9} />
        {label}
      </Link>
    </li>
  );
}

/** All that has no room in the bar; marked where somebody is on one of its pages. */
function MoreMenu({ destinations }: { readonly destinations: readonly Destination[] }) {
  const pathname = usePathname();
  const here = destinations.find((destination) => isWithin(pathname, destination));
  return (
    <Menu
      side="top"
      trigger={
        <button
          type="button"
          aria-label={here === undefined ? 'More' : `More, now ${here.label}`}
          className={classNames(placeStyle, here === undefined ? 'text-quiet' : 'text-ink')}
        >
          <Ellipsis aria-hidden className="size-5" strokeWidth={here === undefined ? 1.9 : 2.25} />
          More
        </button>
      }
    >
      {destinations.map(({ path, label, icon: Each }) => (
        <MenuItem
          key={path}
          icon={<Each aria-hidden />}
          render={<Link href={path} aria-current={here?.path === path ? 'page' : undefined} />}
        >
          {label}
        </MenuItem>
      ))}
    </Menu>
  );
}
