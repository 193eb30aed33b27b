import type { ForecourtError } from '@forecourt/errors';
import { useEffect, useState } from 'react';
import type { Upload } from '../../uploads/index.ts';
import { useUploadState } from '../uploads.ts';
import type { Labels } from './labels.ts';
import { StateIcon } from './state-icon.tsx';

export interface UploadCardProps {
  readonly upload: Upload;
  readonly labels: Labels;
  readonly remove: (upload: Upload) => Promise<void>;
  /** Whether its photo is shown already. */
  readonly hasArrived: (photoId: string) => boolean;
}

/** A photo on its way to the server. */
export function UploadCard({ upload, labels, remove, hasArrived }: UploadCardProps) {
  const { status, sentBytes, totalBytes, remainingMs, error, photo } = useUploadState(upload);
  const preview = useObjectUrl(upload.file);
  const isGone = status === 'cancelled' || (photo !== null && hasArrived(photo.id));
  useEffect(() => {
    if (isGone) void remove(upload);
  }, [isGone, remove, upload]);
  if (isGone) return null;
  const canPause = status === 'sending' || status === 'hashing' || status === 'queued' || status === 'waiting';
  // A picture that cannot be used stays so.
  const canResume = status === 'paused' || (status === 'failed' && error?.fault !== 'picture');
  return (
    <li data-part="card" data-state={status} aria-label={upload.name}>
      <div data-part="picture">{preview !== undefined && <img src={preview} alt="" onError={(event) => hide(event.currentTarget)} />}</div>
      <div data-part="facts">
        <span data-part="name" title={upload.name}>
          {upload.name}
        </span>
        <span data-part="state">
          <StateIcon state={status} />
          {labels.upload[status]}
          {status === 'sending' && remainingMs !== null && ` · ${labels.left(remainingMs / 1000)}`}
        </span>
        {error === null ? <progress max={totalBytes} value={sentBytes} aria-label={labels.upload[status]} /> : <Failure error={error} />}
        <div data-part="actions">
          {canPause && <Action label={labels.pause} run={() => upload.pause()} />}
          {canResume && <Action label={labels.resume} run={() => upload.resume()} />}
          <Action label={status === 'failed' ? labels.remove : labels.cancel} run={() => remove(upload)} />
        </div>
      </div>
    </li>
  );
}

function Failure({ error: { message, hint } }: { readonly error: ForecourtError }) {
  return (
    <span data-part="error" role="alert">
      {message} {hint}
    </span>
  );
}

function Action({ label, run }: { readonly label: string; readonly run: () => unknown }) {
  return (
    <button type="button" data-part="action" onClick={() => void run()}>
      {label}
    </button>
  );
}

/** What a browser cannot decode, such as HEIC, has no picture before the server made one. */
function hide(picture: HTMLImageElement): void {
  picture.hidden = true;
}

/** An address for a file of this page. */
function useObjectUrl(file: Blob | undefined): string | undefined {
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (file === undefined) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url;
}
