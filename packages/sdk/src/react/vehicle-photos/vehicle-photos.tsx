import { useEffect, useMemo, useRef, useState } from 'react';
import type { Photo } from '../../contract/index.ts';
import { usePhotos } from '../photos.ts';
import { useUploads } from '../uploads.ts';
import { DropZone } from './drop-zone.tsx';
import { defaultLabels, type Labels } from './labels.ts';
import { PhotoCard } from './photo-card.tsx';
import { styles } from './styles.ts';
import { UploadCard } from './upload-card.tsx';

export interface VehiclePhotosProps {
  readonly vehicleId: string;
  /** Words of your own, for another language. */
  readonly labels?: Partial<Labels> | undefined;
  readonly className?: string | undefined;
}

/**
 * The photos of one vehicle: drop new ones, watch them travel and be cut out, compare before and after, approve. Needs
 * `<ForecourtProvider>` around it and a person who is signed in. Takes the page's font; colours and sizes hang on custom
 * properties (`--forecourt-accent`, `--forecourt-ground`, `--forecourt-card-width`, …), elements are named by `data-part`.
 *
 * @example
 * <VehiclePhotos vehicleId={vehicle.id} />
 */
export function VehiclePhotos({ vehicleId, labels: own, className }: VehiclePhotosProps) {
  const labels = useMemo(() => ({ ...defaultLabels, ...own }), [own]);
  const { status, photos, error, reload, ...actions } = usePhotos(vehicleId);
  const { uploads, add, remove, restoreError } = useUploads({ vehicleId });
  // What has arrived is a photo already; until its event is here, the upload keeps its place.
  const hasArrived = (photoId: string) => photos.some(({ id }) => id === photoId);
  return (
    <section className={`forecourt-photos ${className ?? ''}`.trimEnd()} aria-label={labels.title} aria-busy={status === 'loading'}>
      <style href="forecourt-vehicle-photos" precedence="medium">
        {styles}
      </style>
      <DropZone labels={labels} add={(files) => void add(files, { vehicleId })} />
      {status === 'loading' && <p data-part="note">{labels.loading}</p>}
      {error && (
        <p data-part="error" role="alert">
          {error.message} {error.hint}{' '}
          <button type="button" data-part="action" onClick={reload}>
            {labels.reload}
          </button>
        </p>
      )}
      {restoreError && (
        <p data-part="error" role="alert">
          {restoreError.message} {restoreError.hint}
        </p>
      )}
      {status === 'ready' && photos.length + uploads.length === 0 && <p data-part="note">{labels.empty}</p>}
      <ul data-part="list">
        {photos.map((photo) => (
          <PhotoCard key={photo.id} photo={photo} labels={labels} actions={actions} />
        ))}
        {uploads.map((upload) => (
          <UploadCard key={upload.id} upload={upload} labels={labels} remove={remove} hasArrived={hasArrived} />
        ))}
      </ul>
      <Announcer photos={photos} words={labels.photo} />
    </section>
  );
}

/** Says to screen readers what has changed, one photo at a time, and nothing when the page is opened. */
function Announcer({ photos, words }: { readonly photos: readonly Photo[]; readonly words: Labels['photo'] }) {
  const before = useRef<readonly Photo[]>([]);
  const [said, say] = useState('');
  useEffect(() => {
    const states = new Map(before.current.map(({ id, state }) => [id, state]));
    const changed = photos.findLast(({ id, state }) => states.has(id) && states.get(id) !== state);
    before.current = photos;
    if (changed) say(`${changed.name}: ${words[changed.state]}`);
  }, [photos, words]);
  return (
    <span data-part="unseen" role="status">
      {said}
    </span>
  );
}
