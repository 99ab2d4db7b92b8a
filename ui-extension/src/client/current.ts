import { Client } from './client';

let current: Client | undefined;

/** Connects to the client that shows this page; everything else in the page may rely on {@link client} afterwards. */
export async function connectClient(): Promise<Client> {
  current = await Client.connect();
  return current;
}

export function client(): Client {
  if (!current) {
    throw new Error('The client is not connected yet');
  }
  return current;
}
