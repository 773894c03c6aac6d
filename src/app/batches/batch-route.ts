import type { Route } from '#src/app/route.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { DeliveryHandle } from '#src/domain/job.ts';

/** The way of jobs that belong to a batch: nobody is shown anything, whoever makes the batch is told that one has ended. */
export interface BatchRoute {
  readonly route: Route;
  /** Where the end of that one goes. */
  handleOf(name: string): DeliveryHandle;
  /** Resolves with its next end. */
  ended(name: string): Promise<void>;
  /** Nobody waits for it any more. */
  forget(name: string): void;
}

/** What makes batches that a server was given. */
const BATCHES = 'batches';

/** @param openImage of those that come with pictures; without it none can. */
export function createBatchRoute(id: string = BATCHES, openImage: Route['openImage'] = noImages): BatchRoute {
  const waiting = new Map<string, PromiseWithResolvers<void>>();

  async function end({ item }: DeliveryHandle): Promise<void> {
    waiting.get(String(item))?.resolve();
    waiting.delete(String(item));
  }

  return {
    handleOf: (name) => ({ platform: id, item: name }),

    ended(name) {
      const one = waiting.get(name) ?? Promise.withResolvers<void>();
      waiting.set(name, one);
      return one.promise;
    },

    forget: (name) => void waiting.delete(name),

    route: {
      id,
      inBackground: true,
      openImage,
      deleteResult: async () => {},
      delivery: (handle) => {
        const ending = () => end(handle);
        return { update() {}, preview() {}, ask: ending, finish: ending, fail: ending, answer: ending };
      },
    },
  };
}

const noImages: Route['openImage'] = async ({ filename }) => {
  throw new EaselError('image-missing', { name: filename });
};
