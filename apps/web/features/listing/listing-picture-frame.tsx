'use client';

import { classNames } from '@/components/ui/class-names.ts';
import { Picture } from '../photos/picture.tsx';
import type { ListingPicture } from './listing-view.ts';

export interface ListingPictureFrameProps {
  readonly picture: ListingPicture;
  readonly title: string;
  readonly isSmall?: boolean;
}

/** A picture of the listing; a cutout fades in over the photo whose place it takes, and stands on the dealer's clean ground. */
export function ListingPictureFrame({ picture: { photoId, kind, asset }, title, isSmall = false }: ListingPictureFrameProps) {
  return (
    <span
      key={`${photoId}-${kind}`}
      data-listing-kind={kind}
      className={classNames(
        'absolute inset-0 transition-opacity duration-150 starting:opacity-0',
        kind === 'cutout' && 'bg-[radial-gradient(ellipse_at_50%_80%,oklch(88%_0_0),oklch(98%_0_0)_60%)]',
      )}
    >
      <Picture asset={asset} alt={title} sizes={isSmall ? '80px' : '(min-width: 1280px) 384px, 100vw'} isEager={!isSmall} isCropped />
    </span>
  );
}
