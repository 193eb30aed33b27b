'use client';

import type { Angle, Photo } from '@forecourt/sdk/contract';
import { Ban, CircleCheck, CircleX, Compass, Download, Ellipsis, RotateCcw, Shuffle, Sparkles, Trash2, Undo2 } from 'lucide-react';
import { useRef, useState } from 'react';
import { useRight } from '@/components/frame/rights.tsx';
import { Button } from '@/components/ui/button.tsx';
import { Menu, MenuItem, MenuSeparator } from '@/components/ui/menu.tsx';
import { fileAddress } from '@/lib/data/pictures.ts';
import { AngleDialog } from './angle-dialog.tsx';
import { photoAbilities } from './photo-status.ts';
import { cutoutFileName } from './picture-address.ts';
import { SendOnMenu } from './send-on-menu.tsx';
import { useDeletePhotos } from './use-deletions.ts';
import { usePhotoActions } from './use-photo-actions.ts';

export interface PhotoMenuProps {
  readonly photo: Photo;
  readonly className?: string;
  /** Where the page has a menu of other providers itself. */
  readonly onSendOn?: () => void;
}

/** Everything that can be done to a photo now; what cannot be done is not there. */
export function PhotoMenu({ photo, className, onSendOn }: PhotoMenuProps) {
  const actions = usePhotoActions();
  const deletePhotos = useDeletePhotos();
  const [isChoosing, setIsChoosing] = useState(false);
  const [isSendingOn, setIsSendingOn] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const canSendOn = useRight('photos:write');
  const can = photoAbilities(photo);
  const setAngle = (angle: Angle | null) => {
    setIsChoosing(false);
    void actions.setAngle(photo, angle);
  };
  return (
    <>
      <Menu
        triggerRef={trigger}
        trigger={
          <Button
            variant="quiet"
            size="icon-small"
            aria-label={`More for ${photo.name}`}
            {...(className === undefined ? {} : { className })}
          >
            <Ellipsis aria-hidden />
          </Button>
        }
      >
        {can.canReview && photo.state !== 'approved' ? (
          <MenuItem icon={<CircleCheck aria-hidden />} onClick={() => void actions.approve(photo)}>
            Approve
          </MenuItem>
        ) : null}
        {can.canReview && photo.state !== 'rejected' ? (
          <MenuItem icon={<CircleX aria-hidden />} onClick={() => void actions.reject(photo)}>
            Reject
          </MenuItem>
        ) : null}
        {can.canUndoReview ? (
          <MenuItem icon={<Undo2 aria-hidden />} onClick={() => void actions.undoReview(photo)}>
            Take the decision back
          </MenuItem>
        ) : null}
        {can.canRetry ? (
          <MenuItem icon={<RotateCcw aria-hidden />} onClick={() => void actions.retry(photo)}>
            Try again
          </MenuItem>
        ) : null}
        {can.canCancel ? (
          <MenuItem icon={<Ban aria-hidden />} onClick={() => void actions.cancel(photo)}>
            Cancel
          </MenuItem>
        ) : null}
        {can.canRedoCarefully ? (
          <MenuItem icon={<Sparkles aria-hidden />} onClick={() => void actions.redoCarefully(photo)}>
            Redo with more care
          </MenuItem>
        ) : null}
        {can.canSendOn && canSendOn ? (
          <MenuItem icon={<Shuffle aria-hidden />} onClick={onSendOn ?? (() => setIsSendingOn(true))}>
            Send to another provider…
          </MenuItem>
        ) : null}
        <MenuItem icon={<Compass aria-hidden />} onClick={() => setIsChoosing(true)}>
          Change angle…
        </MenuItem>
        <MenuSeparator />
        {photo.cutout === null ? null : (
          <MenuItem
            icon={<Download aria-hidden />}
            render={<a href={fileAddress(photo.cutout.asset.sha256, { download: cutoutFileName(photo.name) })} download />}
          >
            Download cutout
          </MenuItem>
        )}
        <MenuItem icon={<Download aria-hidden />} render={<a href={fileAddress(photo.asset.sha256, { download: photo.name })} download />}>
          Download original
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<Trash2 aria-hidden />} isDangerous onClick={() => deletePhotos([photo])}>
          Delete
        </MenuItem>
      </Menu>
      <SendOnMenu
        photo={photo}
        anchor={trigger}
        isOpen={isSendingOn}
        onOpenChange={setIsSendingOn}
        onChoose={(provider) => void actions.sendOn(photo, provider)}
      />
      <AngleDialog isOpen={isChoosing} onOpenChange={setIsChoosing} current={photo.angle} count={1} onChoose={setAngle} />
    </>
  );
}
