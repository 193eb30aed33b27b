import { ForecourtError } from '@forecourt/errors';
import { type AgentHealth, agentHealthSchema } from '../../contract/index.ts';

export interface HealthParts {
  readonly hostId: string;
  readonly startedAt: string;
  readonly isDraining: boolean;
  readonly busy: number;
  readonly slots: number;
}

/** What a host says of itself, out of the lines `name=value` of its command. @throws ANSWER_INVALID */
export function healthOf(text: string, { hostId, startedAt, isDraining, busy, slots }: HealthParts): AgentHealth {
  const facts = new Map([...text.matchAll(/^(\w+)=(.*?)\r?$/gm)].map(([, name = '', value = '']) => [name, value]));
  const number = (name: string) => Math.round(Number(facts.get(name)));
  const parsed = agentHealthSchema.safeParse({
    ...{ protocol: 1, hostId, version: 'none', platform: facts.get('system'), startedAt, isDraining, manifest: 0 },
    time: Number.isFinite(number('time')) ? new Date(number('time')).toISOString() : '',
    operations: ['removeBackground'],
    capacity: {
      ...{ slots, busy, waiting: 0, cores: number('cores'), gpu: null },
      ...{ memoryBytes: number('memory'), freeMemoryBytes: number('free'), freeDiskBytes: number('disk') },
    },
    measured: { jobs: 0, medianMs: null },
  });
  if (parsed.success) return parsed.data;
  throw new ForecourtError('ANSWER_INVALID', 'The host did not say how it is.', { details: { said: text.slice(0, 300) } });
}
