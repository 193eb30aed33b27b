'use client';

import type { Photo } from '@forecourt/sdk/contract';
import { CircleCheck, Compass, Download, Sparkles, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button.tsx';
import { fileAddress } from '@/lib/data/pictures.ts';
import { AngleDialog } from './angle-dialog.tsx';
import { photoAbilities } from './photo-status.ts';
import { cutoutFileName } from './picture-address.ts';
import { useDeletePhotos } from './use-deletions.ts';
import { usePhotoActions } from './use-photo-actions.ts';
import type { Selection } from './use-selection.ts';

/** What can be done to the chosen photos together. */
export function SelectionBar({ photos, selection }: { readonly photos: readonly Photo[]; readonly selection: Selection }) {
  const actions = usePhotoActions();
  const deletePhotos = useDeletePhotos();
  const [isChoosing, setIsChoosing] = useState(false);
  const chosen = photos.filter((photo) => selection.ids.has(photo.id));
  const toApprove = chosen.filter((photo) => photoAbilities(photo).canReview && photo.state !== 'approved');
  const toRedo = chosen.filter((photo) => photoAbilities(photo).canRedoCarefully);
  const withCutout = chosen.filter((photo) => photo.cutout !== null);
  const angles = new Set(chosen.map((photo) => photo.angle));
  const each = (some: readonly Photo[], act: (photo: Photo) => Promise<boolean>) => () => {
    for (const photo of some) void act(photo);
    selection.stop();
  };
  return (
    <div
      role="toolbar"
      aria-label="Chosen photos"
      className="sticky bottom-[calc(var(--bottom-height)+env(safe-area-inset-bottom)+0.5rem)] z-20 mx-auto mt-4 flex w-fit max-w-full items-center gap-1 overflow-x-auto [scrollbar-width:none] md:flex-wrap rounded-md border border-line bg-raised p-1.5 shadow-overlay md:bottom-4"
    >
      <span aria-live="polite" className="figures px-2 text-sm font-medium">
        {chosen.length} chosen
      </span>
      <Button size="small" variant="quiet" onClick={selection.selectAll}>
        All
      </Button>
      {toApprove.length > 0 ? (
        <Button size="small" variant="quiet" icon={<CircleCheck aria-hidden />} onClick={each(toApprove, actions.approve)}>
          Approve {toApprove.length}
        </Button>
      ) : null}
      {chosen.length > 0 ? (
        <Button size="small" variant="quiet" icon={<Compass aria-hidden />} onClick={() => setIsChoosing(true)}>
          Angle
        </Button>
      ) : null}
      {toRedo.length > 0 ? (
        <Button size="small" variant="quiet" icon={<Sparkles aria-hidden />} onClick={each(toRedo, actions.redoCarefully)}>
          More care
        </Button>
      ) : null}
      {withCutout.length > 0 ? (
        <Button size="small" variant="quiet" icon={<Download aria-hidden />} onClick={() => withCutout.forEach(saveCutout)}>
          Download
        </Button>
      ) : null}
      {chosen.length > 0 ? (
        <Button
          size="small"
          variant="quiet"
          icon={<Trash2 aria-hidden />}
          onClick={() => {
            deletePhotos(chosen);
            selection.stop();
          }}
        >
          Delete
        </Button>
      ) : null}
      <Button size="icon-small" variant="quiet" aria-label="Stop choosing" onClick={selection.stop}>
        <X aria-hidden />
      </Button>
      <AngleDialog
        isOpen={isChoosing}
        onOpenChange={setIsChoosing}
        current={angles.size === 1 ? chosen[0]?.angle : undefined}
        count={chosen.length}
        onChoose={(angle) => {
          setIsChoosing(false);
          each(chosen, (photo) => actions.setAngle(photo, angle))();
        }}
      />
    </div>
  );
}

/** Saves a file as a click on its link would. */
function saveCutout(photo: Photo): void {
  if (photo.cutout === null) return;
  const link = document.createElement('a');
  link.href = fileAddress(photo.cutout.asset.sha256, { download: cutoutFileName(photo.name) });
  link.download = '';
  link.click();
}
