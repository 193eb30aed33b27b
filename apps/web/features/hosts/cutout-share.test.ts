import { describe, expect, it } from 'vitest';
import { cutoutShareOf, type Providers, type SharingHost } from './cutout-share.ts';

const capacity = { slots: 2, busy: 0, waiting: 0, cores: 4, memoryBytes: 8e9, freeMemoryBytes: 4e9, freeDiskBytes: 1e11, gpu: null };
const host: SharingHost = { mode: 'agent', state: 'online', operations: ['removeBackground'], capacity };
const maker = (kind: Providers['items'][number]['kind'], isEnabled = true): Providers['items'][number] => ({
  ...{ kind, name: kind, isEnabled, operations: ['removeBackground'] },
});
const of = (...items: Providers['items']): Providers => ({ items, rules: { choose: 'order', isDefault: false } });
const words = (providers: Providers, change: Partial<SharingHost> = {}) => {
  const share = cutoutShareOf({ ...host, ...change }, providers);
  return share && [share.kind, share.words];
};

describe('whether photos come to a computer', () => {
  it('is said with who goes on while it is away', () => {
    expect(words(of(maker('remote'), maker('local')))).toEqual(['first', 'While no computer is there, the engine of this server goes on.']);
    expect(words(of(maker('remote'), maker('local', false)))?.[1]).toContain('They wait while no computer is there.');
    expect(words(of({ ...maker('openai'), operations: ['generateImage'] }, maker('remote')))?.[0]).toBe('first');
  });

  it('is said where others are asked before it, or beside it', () => {
    expect(words(of(maker('local'), maker('remote')))).toEqual(['also', 'They come where the engine of this server cannot cut them out.']);
    const fastest: Providers = { ...of(maker('remote'), maker('local')), rules: { choose: 'speed', isDefault: false } };
    expect(words(fastest)?.[1]).toContain('chosen fastest first');
  });

  it('is said where nothing comes: its provider is off or gone, or it has nothing to cut with', () => {
    expect(words(of(maker('remote', false), maker('local')))?.[0]).toBe('off');
    expect(words(of(maker('local')))).toEqual(['off', 'Your hosts are not among the providers.']);
    expect(words(of(maker('remote')), { operations: [] })?.[0]).toBe('unable');
  });

  it('is not said of one that is away, drained, revoked, without an agent, or that has not told of itself yet', () => {
    for (const change of [
      { state: 'offline' },
      { state: 'draining' },
      { state: 'revoked' },
      { mode: 'ssh' },
      { capacity: null },
    ] as const) {
      expect(words(of(maker('remote')), change)).toBeNull();
    }
  });
});
