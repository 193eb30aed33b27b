import type { Report } from '@forecourt/quality';
import type { Abilities, CutoutSummary, ProviderHealth } from '../contract/index.ts';
import type { Preview } from '../engine/index.ts';
import type { ImageInput } from '../imaging/index.ts';

export interface CallContext {
  /** Ends the call: it rejects with ABORTED or DEADLINE_EXCEEDED at once, and the provider stops as soon as it can. */
  readonly signal?: AbortSignal | undefined;
  /** Told what is being done, and how far it is (0 to 1, never falling). */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Names what somebody did that this call belongs to: for logs, and for the service that is called. */
  readonly correlationId?: string | undefined;
  /** The trace that the call belongs to, as the header `traceparent` of W3C has it: for providers that ask somebody over a wire. */
  readonly traceparent?: string | undefined;
}

export interface Progress {
  readonly stage: 'queued' | 'upload' | 'decode' | 'inference' | 'refine' | 'report' | 'encode' | 'download';
  readonly share: number;
}

export interface RemoveBackgroundRequest {
  /** A path, a `file:` URL, bytes, a Blob or a stream. Bytes are not changed and stay the caller's. */
  readonly image: ImageInput;
  readonly model?: string | undefined;
  readonly format?: CutoutFormat | undefined;
  /** Put the car on this colour (`#rrggbb`); needed for JPEG, which has no transparency. */
  readonly background?: string | undefined;
  /** 1 to 100, for WebP, AVIF and JPEG. */
  readonly quality?: number | undefined;
  /** Take more time for a better edge, where the provider can. */
  readonly careful?: boolean | undefined;
  /** Also give the cutout so wide (16 to 4096), as a small WebP, where the provider can do so at little cost. */
  readonly previewWidthPx?: number | undefined;
}

export type CutoutFormat = 'png' | 'webp' | 'avif' | 'tiff' | 'jpeg';

/** A finished cutout: an encoded picture of the upright photo's size, its facts and its report. */
export interface Cutout extends CutoutSummary {
  readonly bytes: Uint8Array;
  readonly report: Report;
  /** The cutout once more, small: where {@link RemoveBackgroundRequest.previewWidthPx} asked for it and the provider made it. */
  readonly preview?: Preview | undefined;
  /**
   * Writes the picture: whole or not at all, and never over the photo it was made from.
   *
   * @throws WOULD_OVERWRITE_SOURCE, OUTPUT_NOT_WRITABLE, OUTPUT_NAME_INVALID, DISK_FULL
   */
  save(path: string): Promise<void>;
}

/**
 * Something that can perform operations: the local engine, a remote host, an AI service. A provider is a plain object;
 * an operation that it does not offer is simply not there, and `abilities` says the same as data.
 *
 * Every provider passes `providerConformance`.
 */
export interface Provider extends AsyncDisposable {
  readonly name: string;
  /** What it can do, at what limits and price. Cheap; may be asked often. */
  abilities(): Promise<Abilities>;
  /** Whether it would work now. Does not throw for what is wrong with the provider: it tells. */
  health(context?: CallContext): Promise<ProviderHealth>;
  /** Gets ready now what the first call would otherwise wait for. Providers that have nothing to load do not offer it. */
  warm?(context?: CallContext): Promise<void>;
  /**
   * Cuts the car out of a photo.
   *
   * @throws codes of the picture group for what is wrong with the photo; ABORTED, DEADLINE_EXCEEDED;
   * MODEL_UNKNOWN; and whatever its implementation names.
   */
  removeBackground?(request: RemoveBackgroundRequest, context?: CallContext): Promise<Cutout>;
  /** Ends what is under way and frees what it holds. Twice is fine. */
  close(): Promise<void>;
}
