import type { Vehicle } from '@forecourt/sdk/contract';
import { Car } from 'lucide-react';
import { classNames } from '@/components/ui/class-names.ts';
import { placeholderAddress } from '@/features/photos/placeholder.ts';
import { type PreviewWidthPx, previewAddress } from '@/lib/data/pictures.ts';

export interface VehicleThumbnailProps {
  readonly vehicle: Pick<Vehicle, 'cover'>;
  readonly widthPx?: PreviewWidthPx;
  readonly className?: string;
}

/** The vehicle's best picture so far, whole and on mid grey; its title stands beside it, so it has no name of its own. */
export function VehicleThumbnail({ vehicle: { cover }, widthPx = 160, className }: VehicleThumbnailProps) {
  const blur = cover === null ? null : placeholderAddress(cover.placeholder);
  const isCutout = cover?.type === 'image/png';
  return (
    <span
      className={classNames(
        'relative flex shrink-0 items-center justify-center overflow-hidden rounded-sm',
        cover === null ? 'bg-picture-empty text-faint' : 'bg-ground-grey',
        className,
      )}
    >
      {cover === null ? (
        <Car aria-hidden className="size-1/3 max-h-8 max-w-8" strokeWidth={1.5} />
      ) : (
        <img
          src={previewAddress(cover.sha256, widthPx)}
          alt=""
          width={cover.widthPx}
          height={cover.heightPx}
          loading="lazy"
          decoding="async"
          // A cutout is shown whole, with air around it; a photo fills its place.
          className={classNames('size-full', isCutout ? 'object-contain p-[4%]' : 'object-cover')}
          style={blur === null || isCutout ? undefined : { backgroundImage: `url(${blur})`, backgroundSize: 'cover' }}
        />
      )}
    </span>
  );
}
