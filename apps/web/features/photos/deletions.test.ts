import { describe, expect, it } from 'vitest';
import { createDeletions } from './deletions.ts';
import { photoFixture } from './photo-fixture.ts';

function set(remove: (id: string) => Promise<void> = () => Promise.resolve()) {
  const timers: (() => void)[] = [];
  const [removed, failed]: [string[], string[]] = [[], []];
  const deletions = createDeletions({
    remove: (photo) => {
      removed.push(photo.id);
      return remove(photo.id);
    },
    failed: (photo) => failed.push(photo.id),
    setTimer: (run) => timers.push(run) - 1,
    clearTimer: (timer) => {
      timers[Number(timer)] = () => undefined;
    },
  });
  const later = async () => {
    for (const run of timers.splice(0)) run();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { deletions, removed, failed, later };
}

const photo = photoFixture();

describe('deleting a photo', () => {
  it('hides it at once and removes it later', async () => {
    const { deletions, removed, later } = set();
    deletions.schedule([photo]);
    expect([...deletions.pending()]).toEqual([photo.id]);
    expect(removed).toEqual([]);
    await later();
    expect(removed).toEqual([photo.id]);
    expect(deletions.pending().size).toBe(0);
  });

  it('can be taken back until then, and says so when it is too late', async () => {
    const { deletions, removed, later } = set();
    expect(deletions.schedule([photo])()).toBe(true);
    await later();
    expect(removed).toEqual([]);
    const undo = deletions.schedule([photo]);
    await later();
    expect(undo()).toBe(false);
  });

  it('shows it again if the server refuses', async () => {
    const { deletions, failed, later } = set(() => Promise.reject(new Error('refused')));
    deletions.schedule([photo]);
    await later();
    expect(failed).toEqual([photo.id]);
    expect(deletions.pending().size).toBe(0);
  });

  it('is done at once when the page is left', async () => {
    const { deletions, removed, later } = set();
    deletions.schedule([photo]);
    deletions.flush();
    await later();
    expect(removed).toEqual([photo.id]);
  });
});
