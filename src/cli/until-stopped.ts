const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Resolves when the process is asked to end. A second request, by whichever signal, ends it at once, whatever still runs.
 */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const each of SIGNALS) process.off(each, stop).on(each, () => process.exit(1));
      resolve(signal);
    };
    for (const each of SIGNALS) process.on(each, stop);
  });
}
