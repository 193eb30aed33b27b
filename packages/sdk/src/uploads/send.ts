import { abortError } from '@forecourt/errors';
import { type HttpResponse, type HttpStack, Upload as TusUpload } from 'tus-js-client';
import type { Chunk, Chunks } from './chunks.ts';

export interface Sending {
  /** Where uploads are created. */
  readonly endpoint: string;
  /** Where this one is gathered already. */
  readonly uploadUrl: string | null;
  readonly bytes: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: Chunks;
  /** Whether the first chunk goes along with the creation: it should when it is the whole file. */
  readonly atOnce: boolean;
  readonly httpStack: HttpStack;
  readonly signal: AbortSignal;
  readonly onUrl: (url: string) => void;
  readonly onProgress: (sentBytes: number) => void;
}

/**
 * One try: from where the server is to the end, or to the first trouble, which is thrown as tus-js-client gives it. It is told not to
 * try again by itself, since who waits shall see that it waits.
 */
export function sendFile(sending: Sending): Promise<HttpResponse> {
  const { endpoint, uploadUrl, bytes, metadata, headers, chunks, httpStack, signal } = sending;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    // The file itself goes through `fileReader`; the library only wants something that is one.
    const upload = new TusUpload(new Blob(), {
      // With both it would quietly start anew when the upload is gone.
      ...(uploadUrl === null ? { endpoint } : { uploadUrl }),
      metadata: { ...metadata },
      headers: { ...headers },
      httpStack,
      fingerprint: async () => '',
      storeFingerprintForResuming: false,
      uploadDataDuringCreation: sending.atOnce,
      retryDelays: null,
      uploadSize: bytes,
      fileReader: {
        openFile: async () => ({
          size: bytes,
          async slice(start: number): Promise<{ value: Chunk; done: boolean }> {
            const chunk = await chunks.at(start);
            return { value: chunk, done: start + chunk.size === bytes };
          },
          close: () => undefined,
        }),
      },
      onUploadUrlAvailable() {
        if (upload.url !== null) sending.onUrl(upload.url);
      },
      onProgress: sending.onProgress,
      onSuccess({ lastResponse }) {
        signal.removeEventListener('abort', abort);
        resolve(lastResponse);
      },
      onError(error) {
        signal.removeEventListener('abort', abort);
        reject(error);
      },
    });
    const abort = () => {
      // It tells nobody about a try that was ended this way.
      void upload.abort();
      reject(abortError(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
    upload.start();
  });
}
