import { ForecourtError } from '@forecourt/errors';
import { useState } from 'react';
import type { Photo } from '../../contract/index.ts';
import { type PhotoActions, useProgress } from '../photos.ts';
import { useClient } from '../provider.tsx';
import type { Labels } from './labels.ts';
import { StateIcon } from './state-icon.tsx';

export interface PhotoCardProps {
  readonly photo: Photo;
  readonly labels: Labels;
  readonly actions: PhotoActions;
}

/** A photo that the server has: its picture, before and after, its state, what is wrong with it and what can be done. */
export function PhotoCard({ photo, labels, actions }: PhotoCardProps) {
  const { state, cutout, job, name } = photo;
  const progress = useProgress(photo.id);
  const [error, setError] = useState<ForecourtError | null>(null);
  const [isBusy, setBusy] = useState(false);
  const act = (work: (photo: Photo) => Promise<void>) => async () => {
    setBusy(true);
    setError(null);
    await work(photo).catch((thrown: unknown) => setError(ForecourtError.from(thrown)));
    setBusy(false);
  };
  const button = (label: string, work: (photo: Photo) => Promise<void>, isMain = false) => (
    <button type="button" data-part="action" data-main={isMain || undefined} disabled={isBusy} onClick={act(work)}>
      {label}
    </button>
  );
  const problem = error ?? (state === 'failed' && job?.problem ? { message: job.problem.detail, hint: job.problem.hint } : null);
  const advice = cutout?.report?.defects[0]?.suggestion;
  const isUnderWay = state === 'waiting' || state === 'working';
  return (
    <li data-part="card" data-state={state} aria-label={name}>
      <BeforeAndAfter photo={photo} labels={labels} />
      <div data-part="facts">
        <span data-part="name" title={name}>
          {name}
        </span>
        <span data-part="state">
          <StateIcon state={state} />
          {labels.photo[state]}
          {cutout?.report && !isUnderWay && ` · ${labels.score(cutout.report.score)}`}
        </span>
        {isUnderWay && <progress max={1} aria-label={labels.photo[state]} {...(progress && { value: progress.share })} />}
        {state === 'review' && advice !== undefined && <span data-part="advice">{advice}</span>}
        {problem && (
          <span data-part="error" role="alert">
            {problem.message} {problem.hint}
          </span>
        )}
        <div data-part="actions">
          {state === 'review' && button(labels.approve, actions.approve, true)}
          {(state === 'approved' || state === 'rejected') && button(labels.undo, actions.undo)}
          {(state === 'failed' || state === 'cancelled') && button(labels.retry, actions.retry, true)}
          {isUnderWay ? button(labels.cancel, actions.cancel) : state !== 'approved' && button(labels.remove, actions.remove)}
        </div>
      </div>
    </li>
  );
}

/** The cutout, and the photo under it while the pointer rests on it, it has the focus, or it was tapped. */
function BeforeAndAfter({ photo, labels }: Pick<PhotoCardProps, 'photo' | 'labels'>) {
  const { assets } = useClient()();
  const [isPressed, setPressed] = useState(false);
  const preview = (sha256: string) => assets.previewUrl(sha256, { widthPx: 640 });
  const before = <img data-part="before" src={preview(photo.asset.sha256)} alt={photo.cutout ? '' : photo.name} loading="lazy" />;
  if (!photo.cutout) return <div data-part="picture">{before}</div>;
  return (
    <button
      type="button"
      data-part="picture"
      data-cutout
      aria-pressed={isPressed}
      aria-label={`${photo.name}: ${labels.showBefore}`}
      onClick={() => setPressed(!isPressed)}
    >
      <img data-part="after" src={preview(photo.cutout.asset.sha256)} alt="" />
      {before}
      <span data-part="before-word" aria-hidden="true">
        {labels.before}
      </span>
    </button>
  );
}
