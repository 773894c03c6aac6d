import { createSystemClock } from '#src/app/system-clock.ts';
import type { Config } from '#src/config/config.ts';
import type { Clock } from '#src/ports/clock.ts';

/** The machine's time, which a test can let jump ahead and run faster; what waits already is not woken. */
export interface BentClock extends Clock {
  jump(ms: number): void;
  /** From now on every wait is so many times as short. */
  hurry(speed: number): void;
}

export function createBentClock(): BentClock {
  const system = createSystemClock();
  let base = 0;
  let since = system.now();
  let speed = 1;
  const now = () => Math.round(base + since + (system.now() - since) * speed);
  return {
    now,
    sleep: (ms, signal) => system.sleep(ms / speed, signal),
    after: (ms, call) => system.after(ms / speed, call),
    jump(ms) {
      base += ms;
    },
    hurry(faster) {
      base = now() - system.now();
      since = system.now();
      speed = faster;
    },
  };
}

/** Where it is six in the morning: whenever the tests run, no jump of some hours ends the day, and with it the period of credits. */
export function inTheMorning(config: Config): Config {
  const ahead = 6 - new Date().getUTCHours();
  const hours = ahead < -12 ? ahead + 24 : ahead;
  // The names of these zones say how far behind they are.
  const timeZone = `Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`;
  return { ...config, installation: { ...config.installation, timeZone } };
}
