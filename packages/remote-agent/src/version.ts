import manifest from '../package.json' with { type: 'json' };

/** The version of this agent: what hosts say of themselves, and what a script's `minimumAgent` is compared with. */
export const agentVersion: string = manifest.version;
