import { expect, it } from 'vitest';
import { agentHealthSchema } from '../../contract/index.ts';
import { simulatedHealth } from '../testing/simulated-agent.ts';

it.each([
  ['a name of its system without an end', { platform: 'x'.repeat(121) }],
  ['a sign that no database takes', { version: '1.0.0\u0000' }],
  ['a manifest beyond every number', { manifest: Number.MAX_SAFE_INTEGER }],
  ['more than anybody can do', { operations: Array(21).fill('removeBackground') }],
  ['less than no memory', { capacity: { ...simulatedHealth.capacity, memoryBytes: -1 } }],
  [
    'a graphics card with a whole book for its name',
    { capacity: { ...simulatedHealth.capacity, gpu: { name: 'x'.repeat(201), memoryBytes: 1 } } },
  ],
])('an agent is not believed %s', (_, lie) => {
  const health = {
    ...simulatedHealth,
    platform: 'Windows 11 – Büro',
    capacity: { ...simulatedHealth.capacity, gpu: { name: 'GeForce® RTX', memoryBytes: 1 } },
  };
  expect(agentHealthSchema.safeParse(health).success).toBe(true);
  expect(agentHealthSchema.safeParse({ ...health, ...lie }).success).toBe(false);
});
