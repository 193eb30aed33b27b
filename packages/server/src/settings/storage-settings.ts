import { ForecourtError } from '@forecourt/errors';
import { z } from 'zod';
import { Hidden } from './hidden.ts';

/** Variables of the bucket. */
export const s3Environment = {
  FORECOURT_S3_BUCKET: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket')
    .optional()
    .describe('Bucket for photos and cutouts, of Amazon S3 or a service that speaks its protocol.'),
  FORECOURT_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be the address of the service: https://…' })
    .optional()
    .describe('Address of that service; Amazon’s own of the region where unset.'),
  FORECOURT_S3_REGION: z.string().min(1).default('us-east-1').describe('Region of the bucket.'),
  FORECOURT_S3_PREFIX: z
    .string()
    .regex(/^(?:[\w.-]+\/)*$/, 'must end with a slash')
    .default('')
    .describe('What every name in the bucket begins with, such as `forecourt/`, so that a bucket can be shared.'),
  FORECOURT_S3_ACCESS_KEY_ID: z.string().min(1).optional().describe('Access key; roles and profiles of the AWS SDK where unset.'),
  FORECOURT_S3_SECRET_ACCESS_KEY: z
    .string()
    .min(1)
    .transform((text) => new Hidden(text))
    .optional()
    .describe('See FORECOURT_S3_ACCESS_KEY_ID.'),
  FORECOURT_S3_PATH_STYLE: z
    .enum(['yes', 'no'])
    .optional()
    .describe('Whether the bucket is named in the path instead of the host; yes where there is an endpoint, no for Amazon.'),
};

/** The bucket, where one is named. */
export interface BucketSettings {
  readonly bucket: string;
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly prefix: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: Hidden | undefined;
  readonly isPathStyle: boolean | undefined;
}

export interface StorageSettings {
  /** Where a new installation keeps its files. */
  readonly place: 'folder' | 's3';
  readonly bucket: BucketSettings | undefined;
}

type Variables = z.output<z.ZodObject<typeof s3Environment>> & { readonly FORECOURT_STORAGE: 'folder' | 's3' };

/** @throws INVALID_INPUT */
export function storageSettings(values: Variables): StorageSettings {
  const { FORECOURT_STORAGE: place, FORECOURT_S3_BUCKET: bucket, FORECOURT_S3_PATH_STYLE: pathStyle } = values;
  const { FORECOURT_S3_ACCESS_KEY_ID: accessKeyId, FORECOURT_S3_SECRET_ACCESS_KEY: secretAccessKey } = values;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ForecourtError('INVALID_INPUT', 'FORECOURT_S3_ACCESS_KEY_ID and FORECOURT_S3_SECRET_ACCESS_KEY belong together.');
  }
  if (bucket === undefined) {
    if (place === 'folder') return { place, bucket: undefined };
    throw new ForecourtError('INVALID_INPUT', 'FORECOURT_STORAGE is s3, and FORECOURT_S3_BUCKET names no bucket.');
  }
  return {
    place,
    bucket: {
      bucket,
      endpoint: values.FORECOURT_S3_ENDPOINT,
      region: values.FORECOURT_S3_REGION,
      prefix: values.FORECOURT_S3_PREFIX,
      accessKeyId,
      secretAccessKey,
      isPathStyle: pathStyle === undefined ? undefined : pathStyle === 'yes',
    },
  };
}
