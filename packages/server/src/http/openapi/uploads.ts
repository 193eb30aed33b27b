import { idSchema } from '@forecourt/sdk/contract';
import { z } from 'zod';
import { correlationHeader, problemResponses } from './problem-responses.ts';
import { type Registry, security } from './registry.ts';

const text = (description: string) => ({ description, schema: { type: 'string' as const } });
const number = (description: string) => ({ description, schema: { type: 'integer' as const } });
const resumable = z.object({ 'Tus-Resumable': z.literal('1.0.0') });
const params = z.object({ uploadId: idSchema });
const common = [
  'INVALID_INPUT',
  'UNAUTHENTICATED',
  'KEY_REVOKED',
  'FORBIDDEN',
  'DATABASE_UNAVAILABLE',
  'SERVER_STOPPING',
  'INTERNAL',
] as const;
const ofOne = [...common, 'UPLOAD_NOT_FOUND', 'UPLOAD_EXPIRED', 'UPLOAD_LOCKED'] as const;
/** What is said of the picture when all of it is there. */
const ofPicture = [
  'EMPTY_FILE',
  'UNSUPPORTED_TYPE',
  'NOT_DECODABLE',
  'TRUNCATED',
  'TOO_SMALL',
  'FILE_TOO_LARGE',
  'TOO_MANY_PIXELS',
  'DECODE_TIMEOUT',
  'HASH_MISMATCH',
  'DISK_FULL',
  'STORAGE_FAILED',
] as const;
const chunk = { required: true, content: { 'application/offset+octet-stream': { schema: {} } } };
const finished = {
  'Forecourt-Photo-Id': text('The photo that was made of it, once all of it is there.'),
  'Repr-Digest': text('SHA-256 of the whole as the server computed it (RFC 9530).'),
};

/** Describes resumable uploads: tus 1.0.0 with the extensions creation, creation-with-upload, checksum, expiration and termination. */
export function describeUploads(registry: Registry): void {
  const shared = { tags: ['Uploads'], security };
  registry.registerPath({
    ...shared,
    method: 'post',
    path: '/uploads',
    operationId: 'createUpload',
    summary: 'Begin a resumable upload of a photo.',
    description: 'tus 1.0.0 (https://tus.io/protocols/resumable-upload). The body may hold the first chunk.',
    request: {
      headers: resumable.extend({
        'Upload-Length': z.coerce.number().int().meta({ description: 'Bytes of the whole file.' }),
        'Upload-Metadata': z.string().meta({
          description:
            'Pairs of a name and a value in base64: `vehicleId`, `filename`, and where known `sha256`, `angle`, `options` (JSON).',
        }),
      }),
    },
    responses: {
      '201': {
        description: 'Send the bytes to Location.',
        headers: {
          ...correlationHeader,
          Location: text('Address of the upload.'),
          'Upload-Offset': number('Bytes that are kept already.'),
        },
      },
      ...problemResponses([...common, ...ofPicture, 'NOT_FOUND', 'RATE_LIMITED', 'CHECKSUM_MISMATCH']),
    },
  });
  registry.registerPath({
    ...shared,
    method: 'head',
    path: '/uploads/{uploadId}',
    operationId: 'getUploadOffset',
    summary: 'How many bytes the server has and has verified.',
    description: 'After a failed finish it answers the same problem as the last PATCH; the code stands in the header Forecourt-Problem.',
    request: { params, headers: resumable },
    responses: {
      '200': {
        description: 'Go on from Upload-Offset.',
        headers: {
          ...correlationHeader,
          'Upload-Offset': number('Bytes that are kept.'),
          'Upload-Length': number('Bytes of the whole.'),
          ...finished,
        },
      },
      ...problemResponses([...ofOne, ...ofPicture]),
    },
  });
  registry.registerPath({
    ...shared,
    method: 'patch',
    path: '/uploads/{uploadId}',
    operationId: 'sendUploadChunk',
    summary: 'Send the next bytes.',
    description:
      'With Upload-Checksum each chunk is verified; of one that does not match nothing is kept (460). The last one makes the photo and its job.',
    request: {
      params,
      headers: resumable.extend({
        'Upload-Offset': z.coerce.number().int().meta({ description: 'Where these bytes begin.' }),
        'Upload-Checksum': z.string().optional().meta({ description: 'Algorithm and base64 of this chunk: `sha256 …`.' }),
        'Repr-Digest': z.string().optional().meta({ description: 'SHA-256 of the whole, on the last chunk: `sha-256=:…:`.' }),
      }),
      body: chunk,
    },
    responses: {
      '204': { description: 'Kept.', headers: { ...correlationHeader, 'Upload-Offset': number('Bytes that are kept now.'), ...finished } },
      ...problemResponses([...ofOne, ...ofPicture, 'UPLOAD_OFFSET_MISMATCH', 'CHECKSUM_MISMATCH', 'ABORTED']),
    },
  });
  registry.registerPath({
    ...shared,
    method: 'delete',
    path: '/uploads/{uploadId}',
    operationId: 'cancelUpload',
    summary: 'Give an upload up; what was sent of it is removed.',
    request: { params, headers: resumable },
    responses: { '204': { description: 'Gone.', headers: correlationHeader }, ...problemResponses(ofOne) },
  });
}
