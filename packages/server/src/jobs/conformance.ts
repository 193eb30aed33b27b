import { v7 as newId } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Handle, Message, Queue } from './queue.ts';

export interface QueueUnderTest {
  readonly name: string;
  /** Opens the queue of a place; opening the same place again, or a second time, gives the same messages. */
  open(place: string): Promise<Queue>;
  /** Makes messages of workers that died come back now instead of after their time. */
  hastenReturn?(place: string): Promise<void>;
  /** Opens it in such a way that its process can be as dead as after SIGKILL: nothing it does reaches the queue any more. */
  openMortal(place: string): Promise<{ queue: Queue; die(): Promise<void> }>;
}

const message = (): Message => ({ jobId: newId(), dealershipId: newId() });

/** Collects what arrives. */
function recorder() {
  const seen: string[] = [];
  const handle: Handle = async ({ jobId }) => {
    seen.push(jobId);
    return undefined;
  };
  return { seen, handle, reach: (count: number) => vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), patience) };
}

const patience = { timeout: 20_000, interval: 5 };

/** What a caller of any queue may rely on, as tests. */
export function queueConformance({ name, open, hastenReturn, openMortal }: QueueUnderTest): void {
  describe(`queue: ${name}`, () => {
    let place: string;
    let queue: Queue;
    beforeEach(async () => {
      place = `test-${newId()}`;
      queue = await open(place);
    });
    afterEach(() => queue.close());

    it('hands over what was added, with all that was said', async () => {
      const sent = message();
      await queue.add(sent);
      const { promise, resolve } = Promise.withResolvers<Message>();
      await using _ = await queue.work({ concurrency: 1 }, async (received) => {
        resolve(received);
        return undefined;
      });
      expect(await promise).toEqual(sent);
      await vi.waitFor(async () => expect(await queue.depth()).toBe(0), patience);
    });

    it('hands over the larger priority sooner, and equals in their order', async () => {
      const [low, first, second, high] = [message(), message(), message(), message()];
      await queue.add(low, { priority: -5 });
      await queue.add(first);
      await queue.add(second);
      await queue.add(high, { priority: 7 });
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 1 }, handle);
      await reach(4);
      expect(seen).toEqual([high, first, second, low].map(({ jobId }) => jobId));
    });

    it('wakes a worker that waits, also in another process', async () => {
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 2 }, handle);
      await using other = await open(place);
      const sent = Array.from({ length: 20 }, message);
      await Promise.all(sent.map((one) => other.add(one)));
      await reach(20);
      expect(new Set(seen)).toEqual(new Set(sent.map(({ jobId }) => jobId)));
    });

    it('keeps messages while nobody works', async () => {
      const sent = message();
      await queue.add(sent);
      await queue.close();
      queue = await open(place);
      expect(await queue.depth()).toBe(1);
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 1 }, handle);
      await reach(1);
      expect(seen).toEqual([sent.jobId]);
    });

    it('holds a job that waits once, however often it is added', async () => {
      const sent = message();
      for (let times = 0; times < 3; times++) await queue.add(sent);
      expect(await queue.depth()).toBe(1);
    });

    it('takes many at once, each once, and brings forward those that were delayed', async () => {
      const [delayed, present, ...others] = Array.from({ length: 6 }, message);
      if (!delayed || !present) throw new TypeError('there are six');
      await queue.add(delayed, { delayMs: 600_000 });
      await queue.add(present);
      await queue.addAll([]);
      await queue.addAll([present, delayed, ...others]);
      expect(await queue.depth()).toBe(6);
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 2 }, handle);
      await reach(6);
      expect(new Set(seen).size).toBe(6);
    });

    it('waits for the delay, and brings a delayed message forward when it is added without', async () => {
      const [late, hastened] = [message(), message()];
      await queue.add(late, { delayMs: 600 });
      await queue.add(hastened, { delayMs: 600_000 });
      await queue.add(message());
      await queue.add(hastened);
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 1 }, handle);
      await reach(3);
      expect(seen.slice(0, 2)).toContain(hastened.jobId);
      expect(seen[2]).toBe(late.jobId);
      expect(await queue.depth()).toBe(0);
    });

    it('brings a message back when its handler throws, and when it asks for it', async () => {
      const sent = message();
      let calls = 0;
      await queue.add(sent);
      await using _ = await queue.work({ concurrency: 1 }, async () => {
        calls++;
        if (calls === 1) throw new TypeError('broken');
        return calls === 2 ? { delayMs: 20 } : undefined;
      });
      await vi.waitFor(() => expect(calls).toBe(3), patience);
      await vi.waitFor(async () => expect(await queue.depth()).toBe(0), patience);
    });

    it('never runs more handlers at once than were asked for', async () => {
      let [running, most, done] = [0, 0, 0];
      for (let count = 0; count < 12; count++) await queue.add(message());
      await using _ = await queue.work({ concurrency: 3 }, async () => {
        running++;
        most = Math.max(most, running);
        await new Promise(setImmediate);
        running--;
        done++;
        return undefined;
      });
      await vi.waitFor(() => expect(done).toBe(12), patience);
      expect(most).toBe(3);
    });

    it('closes when its handlers are done, and takes nothing more', async () => {
      const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      await queue.add(message());
      await queue.work({ concurrency: 1 }, async () => {
        started.resolve();
        await finish.promise;
        return undefined;
      });
      await started.promise;
      let closed = false;
      const closing = queue.close().then(() => {
        closed = true;
      });
      await using other = await open(place);
      await other.add(message());
      expect(closed).toBe(false);
      finish.resolve();
      await closing;
      expect(await other.depth()).toBe(1);
    });

    it('begins nothing new once it stops, also where a place is free', async () => {
      const [started, finish] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const seen: string[] = [];
      const [sent, late] = [message(), message()];
      await queue.add(sent);
      const subscription = await queue.work({ concurrency: 2 }, async ({ jobId }) => {
        seen.push(jobId);
        started.resolve();
        await finish.promise;
        return undefined;
      });
      await started.promise;
      const stopping = subscription.stop();
      await queue.add(late);
      finish.resolve();
      await stopping;
      expect(seen).toEqual([sent.jobId]);
      const { seen: seenLater, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 1 }, handle);
      await reach(1);
      expect(seenLater).toEqual([late.jobId]);
    });

    it('tells handlers to stop when the time for it is over, and keeps the message of one that gives up', async () => {
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const sent = message();
      await queue.add(sent);
      const subscription = await queue.work({ concurrency: 1 }, async (_message, { signal }) => {
        resolve();
        await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        return undefined;
      });
      await started;
      await subscription.stop({ graceMs: 10 });
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 1 }, handle);
      await reach(1);
      expect(seen).toEqual([sent.jobId]);
    });

    it('gives the message of a worker that died to another', async () => {
      const mortal = await openMortal(place);
      const dead = Promise.withResolvers<void>();
      const { promise: started, resolve } = Promise.withResolvers<void>();
      const sent = message();
      await queue.add(sent);
      await mortal.queue.work({ concurrency: 1 }, async () => {
        resolve();
        await dead.promise;
        return undefined;
      });
      await started;
      await mortal.die();
      const { seen, handle, reach } = recorder();
      await using _ = await queue.work({ concurrency: 1 }, handle);
      await hastenReturn?.(place);
      await reach(1);
      expect(seen).toEqual([sent.jobId]);
      dead.resolve();
      await mortal.queue.close();
    });

    it('says that it could take a message', async () => {
      await expect(queue.check()).resolves.toBeUndefined();
    });
  });
}
