import { type Client, createClient } from '@forecourt/sdk/client';

let client: Client | undefined;

/** The client of this page's own server; the session's cookie says who is asking. Only in a browser. */
export function browserClient(): Client {
  client ??= createClient();
  return client;
}
