'use client';

import type { CutoutOffer, Photo } from '@forecourt/sdk/contract';
import { useQuery } from '@tanstack/react-query';
import { Plus, RotateCcw } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { useRight } from '@/components/frame/rights.tsx';
import { Menu, MenuChoice, MenuGroup, MenuItem } from '@/components/ui/menu.tsx';
import { Skeleton } from '@/components/ui/skeleton.tsx';
import { browserClient } from '@/lib/data/client.ts';
import { aboutTime, priceOf, providerTitle, stateWords } from '../generate/generate-words.ts';
import { stateSigns } from '../generate/state-signs.ts';
import { cutoutOffersOptions } from './photo-queries.ts';
import { otherOffers } from './send-on.ts';

export interface SendOnMenuProps {
  readonly photo: Photo;
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  readonly onChoose: (provider: string) => void;
  /** What opens it; where something else does, it stands beside the anchor. */
  readonly trigger?: ReactElement;
  readonly anchor?: RefObject<HTMLElement | null>;
}

/** Who else could make the cutout: how each is, for how much and how fast, before it is asked. */
export function SendOnMenu({ photo, onChoose, ...menu }: SendOnMenuProps) {
  return (
    <Menu label="Send to another provider" {...menu}>
      <Choices photo={photo} onChoose={onChoose} />
    </Menu>
  );
}

function Choices({ photo, onChoose }: Pick<SendOnMenuProps, 'photo' | 'onChoose'>) {
  const { data, isError, refetch } = useQuery(cutoutOffersOptions(browserClient));
  const canAdd = useRight('providers:write');
  if (data === undefined && isError) {
    return (
      <MenuGroup words="Other providers could not be read.">
        <MenuItem icon={<RotateCcw aria-hidden />} closeOnClick={false} onClick={() => void refetch()}>
          Read them again
        </MenuItem>
      </MenuGroup>
    );
  }
  if (data === undefined) return <Loading />;
  const others = otherOffers(photo, data);
  if (others.length === 0) {
    return (
      <MenuGroup
        words={
          canAdd ? 'No other provider makes cutouts yet.' : 'No other provider makes cutouts. Who manages this dealership can add one.'
        }
      >
        {canAdd ? (
          <MenuItem icon={<Plus aria-hidden />} render={<Link href="/settings/providers" />}>
            Add a provider
          </MenuItem>
        ) : null}
      </MenuGroup>
    );
  }
  return (
    <MenuGroup words={photo.cutout === null ? 'Have it made by' : 'Made by another; this cutout stays until then'}>
      {others.map((offer) => (
        <Choice key={offer.provider} offer={offer} onChoose={onChoose} />
      ))}
    </MenuGroup>
  );
}

function Choice({ offer, onChoose }: { readonly offer: CutoutOffer; readonly onChoose: (provider: string) => void }) {
  const { provider, state, message, canDo, problem, expectedMs } = offer;
  const { icon: Icon, colour } = stateSigns[state];
  return (
    <MenuChoice
      data-send-on={provider}
      disabled={!canDo}
      onClick={() => onChoose(provider)}
      side={canDo ? priceOf(offer) : ''}
      line={
        canDo ? (
          <Line icon={<Icon aria-hidden className={`size-3.5 shrink-0 ${colour}`} />} more={state === 'ready' ? null : message}>
            {stateWords[state]} · {aboutTime(expectedMs)}
          </Line>
        ) : (
          (problem?.detail ?? 'It cannot do this.')
        )
      }
    >
      {providerTitle(provider)}
    </MenuChoice>
  );
}

function Line({ icon, more, children }: { readonly icon: ReactNode; readonly more: string | null; readonly children: ReactNode }) {
  return (
    <>
      <span className="inline-flex items-center gap-1">
        {icon}
        <span>{children}</span>
      </span>
      {more === null ? null : <span className="block">{more}</span>}
    </>
  );
}

function Loading() {
  return (
    <span aria-hidden className="flex w-64 flex-col gap-2 p-2.5">
      <Skeleton className="h-9" />
      <Skeleton className="h-9" />
    </span>
  );
}
