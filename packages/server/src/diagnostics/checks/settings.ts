import { environmentSchema as sdkSchema } from '@forecourt/sdk/settings';
import { environmentSchema } from '../../settings/settings.ts';
import { type Check, ok } from '../check.ts';

/** That they can be read was found out before: a wrong one leaves nothing else to look at. */
export const settings: Check = {
  name: 'settings',
  title: 'Settings',
  async run({ environment }) {
    const known = new Set([...Object.keys(environmentSchema.shape), ...Object.keys(sdkSchema.shape)]);
    const set = [...known].filter((name) => environment[name] !== undefined);
    return ok(set.length === 0 ? 'None is set; every one has its default.' : `Set: ${set.join(', ')}. Each of them is known and can be.`);
  },
};
