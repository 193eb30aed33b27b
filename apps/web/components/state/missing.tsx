import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { buttonStyle } from '@/components/ui/button-style.ts';
import { Empty } from './empty.tsx';

/** Says that there is nothing at this address, with the way back. */
export function Missing() {
  return (
    <Empty
      icon={SearchX}
      title="There is nothing here"
      headingLevel={1}
      actions={
        <Link href="/vehicles" className={buttonStyle({ variant: 'primary' })}>
          Go to the vehicles
        </Link>
      }
      className="grow justify-center pb-32"
    >
      The address may be wrong, or what was here has been removed.
    </Empty>
  );
}
