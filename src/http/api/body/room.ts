import { refuse } from './body-fault.ts';

/** How much of all bodies together may be in memory at once. */
export interface Room {
  /** @throws {BodyRefusal} where there is no more. */
  take(bytes: number): void;
  give(bytes: number): void;
}

export function createRoom(maxBytes: number): Room {
  let taken = 0;
  return {
    take(bytes) {
      if (taken + bytes > maxBytes)
        refuse(503, 'server_busy', 'Easel reads many large requests just now. Send it again in some seconds.');
      taken += bytes;
    },
    give(bytes) {
      taken -= bytes;
    },
  };
}
