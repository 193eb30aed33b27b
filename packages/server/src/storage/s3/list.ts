import type { S3Connection } from './connection.ts';

export interface ListedObject {
  /** What comes behind the prefix. */
  readonly name: string;
  readonly bytes: number;
  readonly keptAt: Date;
}

/** Objects below a prefix in the order of their names, behind `after`. @throws STORAGE_UNAVAILABLE, STORAGE_REFUSED, ABORTED */
export async function* listObjects(
  { sdk, client, options, call }: S3Connection,
  { prefix, after, signal }: { readonly prefix: string; readonly after: string; readonly signal: AbortSignal | undefined },
): AsyncGenerator<ListedObject> {
  let token: string | undefined;
  do {
    const where = token === undefined ? { StartAfter: `${prefix}${after}` } : { ContinuationToken: token };
    const command = () => new sdk.ListObjectsV2Command({ Bucket: options.bucket, Prefix: prefix, ...where });
    const page = await call((more) => client.send(command(), more), { what: 'Could not list files', signal });
    for (const { Key = '', Size = 0, LastModified } of page.Contents ?? []) {
      yield { name: Key.slice(prefix.length), bytes: Size, keptAt: LastModified ?? new Date() };
    }
    token = page.IsTruncated ? page.NextContinuationToken : undefined;
  } while (token !== undefined);
}

/** Ends multipart uploads that nobody has gone on with, which are paid for and never seen. @returns how many */
export async function abandonUploads(
  { sdk, client, options, call }: S3Connection,
  { prefix, before, signal }: { readonly prefix: string; readonly before: Date; readonly signal: AbortSignal | undefined },
): Promise<number> {
  const what = 'Could not look for unfinished uploads';
  let count = 0;
  let marker: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const from = marker;
    const command = () => new sdk.ListMultipartUploadsCommand({ Bucket: options.bucket, Prefix: prefix, ...from });
    const page = await call((more) => client.send(command(), more), { what, signal });
    for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
      if (Initiated === undefined || Initiated >= before) continue;
      const upload = { Bucket: options.bucket, Key, UploadId };
      await call((more) => client.send(new sdk.AbortMultipartUploadCommand(upload), more), { what, signal });
      count++;
    }
    if (!page.IsTruncated) return count;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}
