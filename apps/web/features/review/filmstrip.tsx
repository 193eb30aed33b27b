'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { CircleCheck, CircleX, type LucideIcon, Sparkles } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { classNames } from '@/components/ui/class-names.ts';
import { previewAddress } from '@/lib/data/pictures.ts';
import { angleName } from '../photos/angles.ts';
import { placeholderAddress } from '../photos/placeholder.ts';
import type { Outcome, Session } from './session.ts';

export interface FilmstripProps {
  readonly session: Session;
  readonly photos: ReadonlyMap<string, Photo>;
  readonly onChoose: (photoId: string) => void;
}

const signs: Readonly<Record<Outcome, { readonly icon: LucideIcon; readonly word: string; readonly style: string } | null>> = {
  approve: { icon: CircleCheck, word: 'approved', style: 'text-[oklch(79%_0.15_152)]' },
  reject: { icon: CircleX, word: 'rejected', style: 'text-[oklch(79%_0.12_345)]' },
  redo: { icon: Sparkles, word: 'is done again', style: 'text-[oklch(79%_0.11_215)]' },
  elsewhere: null,
};

/** All pictures of the session in one row; the one in front stays in sight. */
export const Filmstrip = memo(function Filmstrip({ session, photos, onChoose }: FilmstripProps) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    const chosen = list.current?.querySelector('[aria-current=true]');
    chosen?.scrollIntoView({ block: 'nearest', inline: 'center', behavior: 'instant' });
  }, [session.current]);
  return (
    <ul
      ref={list}
      aria-label="Pictures"
      className="flex shrink-0 gap-1.5 overflow-x-auto border-t border-line bg-canvas px-3 py-2 [scrollbar-width:thin]"
    >
      {session.ids.map((id) => {
        const photo = photos.get(id);
        if (photo === undefined) return null;
        const outcome = session.outcomes[id] ?? null;
        const sign = outcome === null ? stateSign(photo) : signs[outcome];
        const isCurrent = id === session.current;
        const asset = photo.cutout?.asset ?? photo.asset;
        const blur = photo.cutout === null ? placeholderAddress(asset.placeholder) : null;
        return (
          <li key={id}>
            <button
              type="button"
              aria-current={isCurrent}
              aria-label={`${angleName(photo.angle)}, ${photo.name}${sign === null ? '' : `, ${sign.word}`}`}
              onClick={() => onChoose(id)}
              className={classNames(
                'relative block h-14 w-18 overflow-hidden rounded-sm bg-ground-grey outline-offset-1',
                isCurrent ? 'ring-2 ring-accent ring-offset-2 ring-offset-canvas' : sign === null ? '' : 'opacity-60 hover:opacity-100',
              )}
            >
              <img
                src={previewAddress(asset.sha256, 160)}
                alt=""
                loading="lazy"
                decoding="async"
                draggable={false}
                className="size-full object-cover"
                style={blur === null ? undefined : { backgroundImage: `url(${blur})`, backgroundSize: 'cover' }}
              />
              {sign === null ? null : (
                <span className="absolute right-0.5 bottom-0.5 rounded-full bg-black/75 p-0.5">
                  <sign.icon aria-hidden className={classNames('size-3.5', sign.style)} />
                </span>
              )}
            </button>
          </li>
        );
      })}
    </ul>
  );
});

/** What was decided before this session. */
function stateSign(photo: Photo) {
  if (photo.state === 'approved') return signs.approve;
  return photo.state === 'rejected' ? signs.reject : null;
}
