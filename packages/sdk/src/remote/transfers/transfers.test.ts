import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../router/testing/virtual-clock.ts';
import { createHost } from '../create-host.ts';
import type { TransferProgress } from '../host.ts';
import { simulatedHealth, simulatedHostId, simulatedSigner } from '../testing/simulated-agent.ts';
import { createSimulatedFiles, type Mishap } from '../testing/simulated-files.ts';
import { bytesSource } from './sources.ts';
import { memoryTarget } from './targets.ts';

const chunkBytes = 1000;

function office() {
  const clock = createVirtualClock(0);
  const far = createSimulatedFiles(simulatedHealth);
  const host = createHost({
    ...{ id: simulatedHostId, name: 'office', roads: [far.road()], signer: simulatedSigner },
    ...{ clock, chunkBytes, random: () => 0.5 },
  });
  return { clock, far, host };
}

const content = randomBytes(7300);
const source = bytesSource(content, 'car.bin');
const sendMishaps = fc.array(fc.constantFrom<Mishap>('none', 'lost', 'answer-lost', 'damaged'), { maxLength: 12 });
const fetchMishaps = fc.array(fc.constantFrom<Mishap>('none', 'lost', 'answer-lost', 'ends-early', 'breaks-off'), { maxLength: 12 });

describe('a file on its way', () => {
  it('arrives as it is whatever happens to its chunks, and no chunk that arrived is sent again', async () => {
    await fc.assert(
      fc.asyncProperty(sendMishaps, async (mishaps) => {
        const { clock, far, host } = office();
        const left = mishaps.filter((one, index) => one !== 'damaged' || mishaps[index - 1] !== 'damaged');
        far.mishap = () => left.shift() ?? 'none';
        await clock.until(host.send(source));
        await host.close();
        expect(far.files.get(source.sha256)?.content.equals(content)).toBe(true);
        const damaged = mishaps.filter((one) => one === 'damaged').length;
        expect(far.receivedBytes).toBeLessThanOrEqual(content.byteLength + damaged * chunkBytes);
      }),
      { numRuns: 200 },
    );
  });

  it('is fetched as it is wherever answers break off or end without a word', async () => {
    await fc.assert(
      fc.asyncProperty(fetchMishaps, async (mishaps) => {
        const { clock, far, host } = office();
        far.files.set(source.sha256, { content, bytes: content.byteLength });
        const left = [...mishaps];
        far.mishap = () => left.shift() ?? 'none';
        const target = memoryTarget();
        const told: TransferProgress[] = [];
        await clock.until(host.fetch(source, target, { onProgress: (progress) => told.push(progress) }));
        await host.close();
        expect(Buffer.compare(target.bytes, content)).toBe(0);
        expect(told.every(({ doneBytes }, index) => doneBytes > (told[index - 1]?.doneBytes ?? 0))).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is fetched once more when it came damaged, and refused when it does so again', async () => {
    const { clock, far, host } = office();
    far.files.set(source.sha256, { content, bytes: content.byteLength });
    const left: Mishap[] = ['damaged'];
    far.mishap = () => left.shift() ?? 'none';
    const target = memoryTarget();
    await clock.until(host.fetch(source, target));
    expect(Buffer.compare(target.bytes, content)).toBe(0);
    far.mishap = () => 'damaged';
    const other = memoryTarget();
    await expect(clock.until(host.fetch(source, other))).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect(() => other.bytes).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
  });

  it('is given up when its chunks arrive damaged each time', async () => {
    const { clock, far, host } = office();
    far.mishap = ({ method }) => (method === 'PATCH' ? 'damaged' : 'none');
    await expect(clock.until(host.send(source))).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' });
    expect(far.receivedBytes).toBe(5 * chunkBytes);
  });

  it('is given up when nothing gets through for as long as patience lasts', async () => {
    const { clock, far, host } = office();
    far.mishap = () => 'lost';
    await expect(clock.until(host.send(source, { patienceMs: 20_000 }))).rejects.toMatchObject({
      code: expect.stringMatching(/DOWN|UNREACHABLE/),
    });
    expect(clock.now()).toBeGreaterThanOrEqual(15_000);
    expect(clock.now()).toBeLessThan(30_000);
  });

  it('goes on for longer than patience lasts where each answer brings something before it breaks off', async () => {
    const { clock, far, host } = office();
    far.files.set(source.sha256, { content, bytes: content.byteLength });
    let left = 12;
    far.mishap = () => (left-- > 0 ? 'breaks-off' : 'none');
    const target = memoryTarget();
    await clock.until(host.fetch(source, target, { patienceMs: 5000 }));
    expect(Buffer.compare(target.bytes, content)).toBe(0);
    expect(left).toBeLessThan(0);
    expect(clock.now()).toBeGreaterThan(5000);
  });

  it('keeps to the bytes a second that it is allowed', async () => {
    const { clock, host } = office();
    await clock.until(host.send(source, { bytesPerSecond: 1000 }));
    expect(clock.now()).toBeGreaterThanOrEqual(5500);
    expect(clock.now()).toBeLessThan(8500);
  });
});
