import { reportSchema } from '@forecourt/quality';
import { cutoutSummarySchema } from '../../contract/index.ts';
import { inspectImage } from '../../imaging/index.ts';
import type { Progress } from '../provider.ts';
import { cutoutOf } from './calls.ts';
import { type Checks, expect, rejects, sha256 } from './expect.ts';

/** What every provider promises that removes backgrounds. */
export function cutoutChecks(photo: Uint8Array): Checks {
  return {
    'gives a picture of the photo’s size, with its hash, its cost and its report': async (provider) => {
      const cutout = await cutoutOf(provider, photo);
      cutoutSummarySchema.parse(cutout);
      reportSchema.parse(cutout.report);
      const from = inspectImage(photo);
      const to = inspectImage(cutout.bytes);
      expect(from.widthPx === to.widthPx && from.heightPx === to.heightPx, 'the cutout has the size of the photo');
      expect(to.type === 'png', 'the format is PNG where none is asked for');
      expect(sha256(cutout.bytes) === cutout.output.sha256, 'the output’s hash is that of its bytes');
      expect(sha256(photo) === cutout.input.sha256, 'the input’s hash is that of the photo');
      expect(cutout.provider === provider.name, 'the result names its provider');
    },
    'gives each format that it declares': async (provider) => {
      const abilities = await provider.abilities();
      for (const { operation, outputFormats } of abilities.offers) {
        if (operation !== 'removeBackground') continue;
        for (const format of ['png', 'webp', 'avif', 'tiff', 'jpeg'] as const) {
          if (!outputFormats.includes(format)) continue;
          const cutout = await cutoutOf(provider, photo, { format, background: format === 'jpeg' ? '#ffffff' : undefined });
          expect(inspectImage(cutout.bytes).type === format, `${format} is ${format} by its content`);
        }
      }
    },
    'tells progress that never falls and ends at 1': async (provider) => {
      const seen: Progress[] = [];
      await cutoutOf(provider, photo, {}, { onProgress: (progress) => seen.push(progress) });
      expect(seen.at(-1)?.share === 1, 'the last share is 1');
      expect(
        seen.every(({ share }, i) => share >= (seen[i - 1]?.share ?? 0)),
        'shares never fall',
      );
    },
    'rejects at once with ABORTED when it is cancelled before it starts': async (provider) => {
      await rejects(cutoutOf(provider, photo, {}, { signal: AbortSignal.abort() }), 'ABORTED');
    },
    'rejects with ABORTED when it is cancelled on the way, and works afterwards': async (provider) => {
      const controller = new AbortController();
      const running = cutoutOf(
        provider,
        photo,
        {},
        { signal: controller.signal, onProgress: ({ stage }) => stage !== 'queued' && controller.abort() },
      );
      await rejects(running, 'ABORTED');
      await cutoutOf(provider, photo);
    },
    'rejects with DEADLINE_EXCEEDED when its time runs out, and works afterwards': async (provider) => {
      await rejects(cutoutOf(provider, photo, {}, { signal: AbortSignal.timeout(1) }), 'DEADLINE_EXCEEDED');
      await cutoutOf(provider, photo);
    },
    'tells nothing more once it was cancelled': async (provider) => {
      const controller = new AbortController();
      let toldAfterwards = 0;
      const onProgress = ({ stage }: Progress) => {
        if (controller.signal.aborted) toldAfterwards++;
        if (stage !== 'queued') controller.abort();
      };
      await rejects(cutoutOf(provider, photo, {}, { signal: controller.signal, onProgress }), 'ABORTED');
      // What the cancelled call had begun has ended when a later one has.
      await cutoutOf(provider, photo);
      expect(toldAfterwards === 0, 'no progress comes after the cancellation');
    },
    'gives each of several calls at once its own result': async (provider) => {
      const other = await cutoutOf(provider, photo);
      const [one, two] = await Promise.all([cutoutOf(provider, photo), cutoutOf(provider, other.bytes)]);
      expect(one.input.sha256 === sha256(photo), 'the first result is of the first photo');
      expect(two.input.sha256 === sha256(other.bytes), 'the second result is of the second');
      expect(sha256(two.bytes) === two.output.sha256, 'bytes and facts belong together');
    },
    'refuses a model that it does not know, and works afterwards': async (provider) => {
      await rejects(cutoutOf(provider, photo, { model: 'none-such' }), 'MODEL_UNKNOWN');
      await cutoutOf(provider, photo);
    },
    'reads what is given as a Blob or a stream': async (provider) => {
      for (const image of [new Blob([new Uint8Array(photo)]), new Blob([new Uint8Array(photo)]).stream()]) {
        const cutout = await provider.removeBackground?.({ image });
        expect(cutout?.input.sha256 === sha256(photo), 'the input’s hash is that of the photo');
      }
    },
    'refuses what is no picture with a typed error, and works afterwards': async (provider) => {
      await rejects(cutoutOf(provider, new Uint8Array(0)), 'EMPTY_FILE');
      await rejects(cutoutOf(provider, new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>')), 'UNSUPPORTED_TYPE');
      await cutoutOf(provider, photo);
    },
    'refuses JPEG without a background, since JPEG has no transparency': async (provider) => {
      await rejects(cutoutOf(provider, photo, { format: 'jpeg' }), 'INVALID_INPUT');
    },
    'leaves the caller’s bytes as they are': async (provider) => {
      const before = sha256(photo);
      await cutoutOf(provider, photo);
      expect(photo.byteLength > 0 && sha256(photo) === before, 'the photo’s bytes are unchanged');
    },
  };
}
