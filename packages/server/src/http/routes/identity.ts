import type { Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';
import { originOf } from '../origin.ts';

/** First set-up, signing in and out, and who is asking. */
export function identityHandlers({ identity, afterSetUp }: HandlerParts) {
  return {
    async getSetup() {
      return { needed: (await identity.firstRun?.isNeeded()) ?? false };
    },
    async setUp({ body: { code, ...owner }, headers, log, ...call }) {
      const { caller, cookie } = await identity.setUp(code, owner, originOf(call));
      headers.append('Set-Cookie', cookie);
      const answer = await identity.describe(caller);
      try {
        await afterSetUp?.(answer);
      } catch (error) {
        // The owner is there and signed in; what the embedder does besides is no part of that.
        log.error({ err: error }, 'afterSetUp failed');
      }
      return answer;
    },
    async signIn({ body, headers, ...call }) {
      const { caller, cookie } = await identity.signIn(body, originOf(call));
      headers.append('Set-Cookie', cookie);
      return await identity.describe(caller);
    },
    async signOut({ request, headers, origin }) {
      headers.append('Set-Cookie', await identity.signOut(request, origin));
    },
    async getIdentity({ caller }) {
      return await identity.describe(caller);
    },
  } satisfies Partial<Handlers>;
}
