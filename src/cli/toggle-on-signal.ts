import { EVERYWHERE, type Switches } from '#src/app/rules/switches.ts';
import { asEaselError } from '#src/domain/errors.ts';
import type { Log } from '#src/ports/log.ts';

/** What whoever runs Easel sends to stop all new work at once where no command line reaches the store. */
const SIGNAL = 'SIGUSR2';
const REASON = 'whoever runs Easel stopped all new work for a while';

/** Each signal flips the switch of the whole installation, one after the other. @returns what ends that. */
export function toggleOnSignal({ switches, log }: { readonly switches: Switches; readonly log: Log }): () => void {
  let earlier = Promise.resolve();
  const flip = async (): Promise<void> => {
    if (await switches.resume(EVERYWHERE)) return log.warn({ signal: SIGNAL }, 'Easel works again, everywhere');
    await switches.pause(EVERYWHERE, { by: 'operator', reason: REASON, cancelRunning: false });
    log.warn({ signal: SIGNAL }, 'Easel is paused everywhere; the same signal, or easel resume, ends that');
  };
  const onSignal = (): void => {
    earlier = earlier
      .then(flip)
      .catch((error: unknown) =>
        log.error({ signal: SIGNAL, err: asEaselError(error) }, 'The switch could not be flipped'),
      );
  };
  process.on(SIGNAL, onSignal);
  return () => void process.off(SIGNAL, onSignal);
}
