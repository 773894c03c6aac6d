/** The jobs this process works on at this moment. */
export interface ActiveJobs {
  has(jobId: string): boolean;
  /** Works on a job and knows it as active meanwhile; the newest work on a job is the one that can be aborted. */
  during(jobId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void>;
  /** @returns whether there was work to abort. */
  abort(jobId: string, reason: unknown): boolean;
}

export function createActiveJobs(): ActiveJobs {
  const active = new Map<string, AbortController>();

  return {
    has: (jobId) => active.has(jobId),

    async during(jobId, work) {
      const controller = new AbortController();
      active.set(jobId, controller);
      try {
        await work(controller.signal);
      } finally {
        if (active.get(jobId) === controller) active.delete(jobId);
      }
    },

    abort(jobId, reason) {
      const controller = active.get(jobId);
      controller?.abort(reason);
      return controller !== undefined;
    },
  };
}
