import { subscribe } from 'node:diagnostics_channel';

export interface Wire {
  /** Resolves when no call is on the wire and everything that came of the last ones has run. */
  quiet(): Promise<void>;
}

/** Turns of the event loop without a call, after which none is about to begin. */
const CALM_TURNS = 8;

const underWay = new Set<unknown>();
const ends = ({ request }: Published) => void underWay.delete(request);
interface Published {
  readonly request?: unknown;
}
// Both Node's own fetch and npm's undici tell of their requests there.
const listen = (event: string, hear: (message: Published) => void) =>
  subscribe(`undici:request:${event}`, (message) => hear(message as Published)); // that is what undici publishes
listen('create', ({ request }) => void underWay.add(request));
listen('trailers', ends);
listen('error', ends);

/** Every HTTP call that this process makes, whoever makes it: for tests on a clock that stands while something is on the wire. */
export const wire: Wire = {
  async quiet() {
    for (let calm = 0; calm < CALM_TURNS; calm++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (underWay.size > 0) calm = 0;
    }
  },
};
