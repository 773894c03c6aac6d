import { EVERYWHERE } from '#src/app/rules/switches.ts';
import { asEaselError } from '#src/domain/errors.ts';
import type { Easel } from '#src/main.ts';
import { noteSwitch, OPERATOR } from './note-switch.ts';

/** What whoever runs Easel sends to stop all new work at once where no command line reaches the store. */
const SIGNAL = 'SIGUSR2';
const REASON = 'whoever runs Easel stopped all new work for a while';

/** Each signal flips the switch of the whole installation, one after the other. @returns what ends that. */
export function toggleOnSignal(easel: Pick<Easel, 'switches' | 'documents' | 'log'>): () => void {
  const { switches, log } = easel;
  let earlier = Promise.resolve();
  const flip = async (): Promise<void> => {
    const wasPaused = await switches.resume(EVERYWHERE);
    if (wasPaused) {
      log.warn({ signal: SIGNAL }, 'Easel works again, everywhere');
      return noteSwitch(easel, EVERYWHERE, { at: Date.now(), kind: 'resume', reason: '' });
    }
    const { at } = await switches.pause(EVERYWHERE, { by: OPERATOR, reason: REASON, cancelRunning: false });
    await noteSwitch(easel, EVERYWHERE, { at, kind: 'pause', reason: REASON });
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
