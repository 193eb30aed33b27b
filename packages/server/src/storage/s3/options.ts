import { z } from 'zod';

const mebibyte = 1024 * 1024;

/**
 * Where a bucket is and how it is spoken to.
 *
 * - `endpoint`: address of the service; Amazon's of the region where left out.
 * - `prefix`: what every key begins with, so that a bucket can be shared.
 * - `accessKeyId`, `secretAccessKey`: from where the AWS SDK looks for them by itself (roles, profiles) where left out.
 * - `isPathStyle`: whether the bucket is named in the path instead of the host; yes for every service but Amazon's.
 * - `partBytes`: a larger file travels in parts of this size; S3 takes no smaller ones than 5 MiB.
 * - `attempts`, `backoffMs`: how often a request is tried, and how long is waited before the second try; each later wait doubles.
 */
export const s3OptionsSchema = z.strictObject({
  endpoint: z.url({ protocol: /^https?$/ }).optional(),
  bucket: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
  region: z.string().min(1).default('us-east-1'),
  prefix: z
    .string()
    .regex(/^(?:[\w.-]+\/)*$/, 'must end with a slash and be made of letters, digits, dots, dashes and underscores')
    .default(''),
  accessKeyId: z.string().min(1).optional(),
  secretAccessKey: z.string().min(1).optional(),
  isPathStyle: z.boolean().optional(),
  partBytes: z
    .int()
    .min(5 * mebibyte)
    .default(8 * mebibyte),
  attempts: z.int().min(1).default(6),
  backoffMs: z.int().min(0).default(100),
});
export type S3Options = z.input<typeof s3OptionsSchema>;
export type ParsedS3Options = z.output<typeof s3OptionsSchema>;

/** Host and bucket for people and logs. */
export function placeOf({ endpoint, region, bucket, prefix }: Pick<ParsedS3Options, 'endpoint' | 'region' | 'bucket' | 'prefix'>): string {
  const host = endpoint === undefined ? `Amazon S3 in ${region}` : new URL(endpoint).host;
  return `the bucket ${bucket}${prefix === '' ? '' : `/${prefix}`} at ${host}`;
}
