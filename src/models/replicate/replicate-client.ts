import Replicate from 'replicate';
import { sendOnce } from './send-once.ts';

/** A client that sends each call once. Only its plain calls are used: its own waiting and polling know too few ends. */
export function createReplicateClient({ apiKey, baseUrl }: { apiKey: string; baseUrl: string }): Replicate {
  // Never 'data-uri': that strategy of 1.4.0 sends the client itself, its key included, as the input.
  const client = new Replicate({ auth: apiKey, baseUrl, fetch: sendOnce(), fileEncodingStrategy: 'upload' });
  // With an empty key the SDK looks into the environment, which only `src/config` does.
  client.auth = apiKey;
  return client;
}
