import type { Report } from '@forecourt/quality';
import type { z } from 'zod';
import type { Abilities, CutoutSummary, PictureParameters, ProviderHealth, Used } from '../contract/index.ts';
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
  /**
   * Names this very call: a provider that knows such keys does the same call once, however often it is sent. A router gives each of its
   * tries one; where it is left out, a provider makes its own for the tries that it makes itself.
   */
  readonly idempotencyKey?: string | undefined;
  /**
   * Told once, as soon as the provider has accepted the work and it may cost something, with the name that it has there: whoever keeps that can
   * ask for the result later ({@link Provider.resume}) instead of paying twice.
   */
  readonly onAccepted?: ((accepted: { readonly providerJobId: string }) => void) | undefined;
}

export interface Progress {
  readonly stage: 'queued' | 'upload' | 'decode' | 'inference' | 'refine' | 'report' | 'encode' | 'download';
  readonly share: number;
  /** What is there of the picture so far, encoded, where the provider shows it. */
  readonly preview?: Uint8Array | undefined;
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

/** A picture from words. */
export interface GenerateImageRequest extends PictureParameters {
  readonly model?: string | undefined;
}

/** A picture from pictures and words. */
export interface EditImageRequest extends GenerateImageRequest {
  /** The picture to change first, then others to go by. */
  readonly images: readonly [ImageInput, ...ImageInput[]];
  /** A picture of the size of the first, with alpha: what is transparent may be changed. */
  readonly mask?: ImageInput | undefined;
}

/** What a provider said about one of its calls, and what it cost. */
export interface CallFacts {
  readonly provider: string;
  readonly model: string;
  /** In US dollars, from what was used. */
  readonly costUsd: number;
  readonly used: Used;
  /** What the caller waited. */
  readonly totalMs: number;
  /** The provider's own name of the call: what its support asks for. */
  readonly providerJobId?: string | undefined;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** One made picture: its bytes were decoded and are what they say. */
export interface MadePicture {
  readonly bytes: Uint8Array;
  readonly format: 'png' | 'webp' | 'jpeg';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sha256: string;
  /** The words that the provider made of the prompt, where it tells. */
  readonly revisedPrompt?: string | undefined;
  readonly seed?: number | undefined;
}

export interface MadePictures extends CallFacts {
  /** As many as were asked for. */
  readonly images: readonly [MadePicture, ...MadePicture[]];
}

/** A question about pictures whose answer has a shape. */
export interface AnalyzeImageRequest<Schema extends z.ZodType = z.ZodType> {
  readonly images: readonly [ImageInput, ...ImageInput[]];
  /** The question. */
  readonly prompt: string;
  /** Shape of the answer: an object. It is sent along, and the answer is checked by it. */
  readonly schema: Schema;
  readonly model?: string | undefined;
}

export interface Analysis<Value = unknown> extends CallFacts {
  readonly value: Value;
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
  /**
   * Makes pictures from words.
   *
   * @throws PARAMETER_UNSUPPORTED and MODEL_UNKNOWN before anything is sent; PROVIDER_… for what the provider answers; ABORTED, DEADLINE_EXCEEDED
   */
  generateImage?(request: GenerateImageRequest, context?: CallContext): Promise<MadePictures>;
  /** Makes pictures from pictures and words. @throws as generateImage; codes of the picture group */
  editImage?(request: EditImageRequest, context?: CallContext): Promise<MadePictures>;
  /** Answers a question about pictures in the shape that was asked for. @throws as editImage */
  analyzeImage?<Schema extends z.ZodType>(request: AnalyzeImageRequest<Schema>, context?: CallContext): Promise<Analysis<z.output<Schema>>>;
  /**
   * Goes on waiting for pictures that a provider had accepted before this process was ended. Only providers that keep what they made.
   *
   * @throws as generateImage; NOT_FOUND where the provider does not know it any more
   */
  resume?(providerJobId: string, request: GenerateImageRequest | EditImageRequest, context?: CallContext): Promise<MadePictures>;
  /** Ends what is under way and frees what it holds. Twice is fine. */
  close(): Promise<void>;
}
