import type { Call, Handlers } from '../call.ts';
import type { HandlerParts } from '../handler-parts.ts';
import { originOf } from '../origin.ts';

/** A person's own account: how to sign in, where it is signed in, and in which dealership it works. */
export function accountHandlers({ identity }: HandlerParts) {
  const { accounts, elsewhere, members, sessions, tokens } = identity;
  return {
    async getSignInMethods() {
      return { password: identity.firstRun !== null, providers: [...elsewhere.providers] };
    },
    async startSignIn({ params, body, headers, ...call }) {
      await identity.countLinkTry(originOf(call));
      const { url, cookies } = await elsewhere.start(params.provider, body.next ?? '/', call.origin.url);
      for (const cookie of cookies) headers.append('Set-Cookie', cookie);
      return { url };
    },
    async resetPassword({ body: { token, password }, ...call }) {
      await identity.countLinkTry(originOf(call));
      await accounts.reset(token, password);
    },
    getTokenKeys: () => tokens.keys(),
    createToken: ({ caller }) => tokens.create(caller),
    getAccount: ({ caller }) => accounts.read(caller),
    changeAccount: ({ caller, body }) => accounts.rename(caller, body.name),
    changePassword: ({ caller, body, ...call }) => accounts.changePassword(caller, body, originOf(call)),
    async connectProvider({ caller, params, body, headers, origin }) {
      const { url, cookies } = await elsewhere.connect(params.provider, body.next ?? '/settings', origin.url, caller);
      for (const cookie of cookies) headers.append('Set-Cookie', cookie);
      return { url };
    },
    async listSessions({ caller }) {
      return { items: await sessions.list(caller) };
    },
    endOtherSessions: ({ caller }) => sessions.endOthers(caller),
    endSession: ({ caller, params }) => sessions.end(caller, params.sessionId),
    async listDealerships({ caller }) {
      return { items: await sessions.dealerships(caller) };
    },
    async switchDealership({ caller, params }: Call<'switchDealership'>) {
      return await identity.describe(await sessions.switchTo(caller, params.dealershipId));
    },
    leaveDealership: ({ caller, params }) => members.leave(caller, params.dealershipId),
  } satisfies Partial<Handlers>;
}
