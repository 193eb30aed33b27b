import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';

/** Scripts that hosts may run. */
export function scriptHandlers({ scripts }: HandlerParts) {
  return {
    listScripts: async ({ caller }) => ({ items: await scripts.list(caller.dealershipId) }),
    createScript: ({ caller, body }) => scripts.create(caller, body),
    getScript: ({ caller, params }) => scripts.read(caller.dealershipId, params.scriptId),
    addScriptVersion: ({ caller, params, body }) => scripts.addVersion(caller, params.scriptId, body),
    getScriptText: async ({ caller, params }) => ({ text: await scripts.text(caller.dealershipId, params.scriptId, params.version) }),
    diffScript: async ({ caller, params, query }) => ({ diff: await scripts.diff(caller.dealershipId, params.scriptId, query) }),
    setCurrentVersion: ({ caller, params, body }) => scripts.setCurrent(caller, params.scriptId, body.version),
    pinScript: ({ caller, params, body }) => scripts.pin(caller, params.scriptId, body),
    deleteScript: ({ caller, params }) => scripts.delete(caller, params.scriptId),
  } satisfies Partial<Handlers>;
}
