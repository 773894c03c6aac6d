import type { Parts } from '#src/app/parts.ts';

/** Where jobs are held on their way to the provider, as long as it is shut. */
export interface Gate {
  shut(): void;
  open(): void;
  /** How many have come to it so far. */
  arrived(): number;
  /** @throws the signal's reason where it aborts meanwhile. */
  pass(signal: AbortSignal): Promise<void>;
}

/** Open at first. */
export function createGate(): Gate {
  let count = 0;
  let door = Promise.withResolvers<void>();
  door.resolve();
  return {
    shut() {
      door = Promise.withResolvers<void>();
    },
    open: () => door.resolve(),
    arrived: () => count,
    async pass(signal) {
      count++;
      const { promise: aborted, reject } = Promise.withResolvers<never>();
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      await Promise.race([door.promise, aborted]).finally(() => signal.removeEventListener('abort', abort));
      signal.throwIfAborted();
    },
  };
}

/** Holds every request just before it goes to the provider. */
export const gated =
  (gate: Gate) =>
  (parts: Parts): Parts => ({
    ...parts,
    async modelOf(modelId) {
      const model = await parts.modelOf(modelId);
      return {
        ...model,
        async generate(request, run) {
          await gate.pass(run.signal);
          return model.generate(request, run);
        },
      };
    },
  });
