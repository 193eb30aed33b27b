// Bundled for the browser by uploads.test.ts: a page with our uploader, and with one that is not ours.

import { createClient } from '@forecourt/sdk/client';
import { createUploader, type Uploader } from '@forecourt/sdk/uploads';
import Uppy from '@uppy/core';
import UppyTus from '@uppy/tus';

interface Given {
  readonly key: string;
  readonly vehicleId: string;
  readonly name: string;
  readonly base64: string;
}

let uploader: Uploader;

function fileOf({ name, base64 }: Given): File {
  return new File([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))], name, { type: 'image/png' });
}

/** What the test calls in the page. */
const page = {
  open(key: string, chunkBytes: number): void {
    uploader = createUploader({ client: createClient({ key }), chunkBytes });
  },
  add(given: Given): void {
    uploader.add(fileOf(given), { vehicleId: given.vehicleId });
  },
  async restore(): Promise<number> {
    return (await uploader.restore()).length;
  },
  states: () =>
    uploader.uploads.map(({ name, isKept, state: { status, sentBytes, photo, error } }) => ({
      name,
      isKept,
      status,
      sentBytes,
      photo,
      code: error?.code,
    })),
  async uppy(given: Given): Promise<number> {
    const uppy = new Uppy();
    uppy.use(UppyTus, {
      endpoint: '/api/v1/uploads',
      headers: { authorization: `Bearer ${given.key}` },
      chunkSize: 100_000,
      allowedMetaFields: true,
    });
    uppy.addFile({ name: given.name, type: 'image/png', data: fileOf(given), meta: { vehicleId: given.vehicleId } });
    const result = await uppy.upload();
    return result?.successful?.length ?? 0;
  },
};
export type UploadsPage = typeof page;

Object.assign(globalThis, { uploadsPage: page });
