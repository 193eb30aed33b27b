import { type Client, createClient } from '@forecourt/sdk/client';

let client: Client | undefined;
let dealership: string | undefined;

/** Says which dealership this tab shows: what it asks and writes is refused once the person works in another one. */
export function setTabDealership(id: string): void {
  if (id === dealership) return;
  dealership = id;
  client = undefined;
}

/** The client of this page's own server; the session's cookie says who is asking. Only in a browser. */
export function browserClient(): Client {
  client ??= createClient({ dealership });
  return client;
}
