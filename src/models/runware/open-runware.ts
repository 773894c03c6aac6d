import { randomUUID } from 'node:crypto';
import type { OpenProvider } from '#src/ports/provider.ts';
import { createRunwareClient } from './runware-client.ts';
import { createRunwareModel } from './runware-model.ts';

/** Where the vendor's answers point to: its documents' examples. */
const RESULT_HOST = 'im.runware.ai';

/** Runware over plain HTTPS: its own SDK repeats paid calls, and keeps a socket open that we have no use for. */
export const openRunware: OpenProvider = ({ label, apiKey, baseUrl, resultHosts }, { clock }) => {
  const client = createRunwareClient({ apiKey, baseUrl });
  const allowed = { baseUrl, hosts: [RESULT_HOST, ...resultHosts] };
  // The vendor wants a UUID of version 4, which this is.
  const newTaskId = () => randomUUID();
  return (entry) => createRunwareModel({ entry, client, clock, providerName: label, allowed, newTaskId });
};
