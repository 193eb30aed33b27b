import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ForecourtError } from '../../packages/errors/src/index.ts';
import type { Cutter } from './cutter.ts';

/** Name of the peer in results. */
export const peerName = '@imgly/background-removal-node';

type PeerFormat = 'image/x-rgba8' | 'image/png';

/** The part of the peer that is used here. */
interface PeerModule {
  removeBackground(image: Blob, configuration: { publicPath: string; model: 'medium'; output: { format: PeerFormat } }): Promise<Blob>;
}

/** Cuts out one photo with the weights that ours has too: its model `medium`. */
export type PeerCutout = (photo: Uint8Array, format: PeerFormat) => Promise<Blob>;

export async function loadPeer(): Promise<PeerCutout> {
  // A development dependency of the SDK alone; `require` would find its CommonJS entry.
  const folder = dirname(createRequire(join(import.meta.dirname, '../../packages/sdk/package.json')).resolve(peerName));
  const { removeBackground }: PeerModule = await import(pathToFileURL(join(folder, 'index.mjs')).href);
  // It would look for its weights below the working folder.
  const publicPath = `${pathToFileURL(folder).href}/`;
  return (photo, format) =>
    // It refuses Buffers, and takes a Blob.
    removeBackground(new Blob([new Uint8Array(photo)], { type: typeOf(photo) }), { publicPath, model: 'medium', output: { format } });
}

export async function createPeer(): Promise<Cutter> {
  const cutOut = await loadPeer();
  return {
    queues: false,
    async cut(photo, { format }) {
      await cutOut(photo, format === 'png' ? 'image/png' : 'image/x-rgba8');
      return { inferenceMs: undefined };
    },
    async pixels(photo) {
      const blob = await cutOut(photo, 'image/x-rgba8');
      const [, widthPx, heightPx] = /width=(\d+);height=(\d+)/.exec(blob.type) ?? [];
      if (!widthPx || !heightPx) throw new ForecourtError('INTERNAL', `${peerName} gave ${blob.type}, which tells no size.`);
      return { data: new Uint8Array(await blob.arrayBuffer()), widthPx: Number(widthPx), heightPx: Number(heightPx), channels: 4 };
    },
  };
}

function typeOf(photo: Uint8Array): string {
  return photo[0] === 0x89 ? 'image/png' : 'image/jpeg';
}
