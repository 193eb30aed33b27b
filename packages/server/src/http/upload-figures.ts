import { type ErrorCode, errorCodes } from '@forecourt/errors';
import type { Metrics } from '../telemetry/index.ts';

export type UploadFigures = Pick<Metrics, 'count' | 'change'>;

/** Counts what a request of an upload brought, by what it was answered. */
export async function countUpload(metrics: UploadFigures, request: Request, answer: () => Promise<Response>): Promise<Response> {
  const isSending = request.method === 'PATCH' || request.method === 'POST';
  if (!isSending) return await answer();
  metrics.change('uploadsInFlight', {}, 1);
  try {
    const response = await answer();
    const before = Number(request.headers.get('upload-offset') ?? 0);
    const after = Number(response.headers.get('upload-offset') ?? before);
    if (after > before) metrics.count('uploadBytes', {}, after - before);
    if (response.headers.has('forecourt-photo-id')) metrics.count('uploads', { result: 'finished' });
    else if (isRefusedForGood(response.headers.get('forecourt-problem'))) metrics.count('uploads', { result: 'failed' });
    return response;
  } finally {
    metrics.change('uploadsInFlight', {}, -1);
  }
}

/** As `createFinisher` has it: these end an upload, after all others it goes on. */
function isRefusedForGood(code: string | null): boolean {
  return code !== null && isErrorCode(code) && (errorCodes[code].fault === 'picture' || code === 'HASH_MISMATCH');
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}
