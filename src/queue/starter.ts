import { asEaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { RedisLine, Start } from './redis-line.ts';

const LOOK_MS = 1000;
/** A process that said nothing for so long runs nothing any more that only it could run. */
const ALIVE_MS = 6000;
/** A start that was given so long ago should have reached a process. */
const UNDERWAY_MS = 2000;

export interface StarterParts {
  readonly line: RedisLine;
  readonly hand: (start: Start) => Promise<void>;
  /** What else is to be looked after each second. */
  readonly look: () => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Gives starts whenever something changed, and looks each second for what fell between the line and BullMQ. */
export function createStarter({ line, hand, look, clock, log }: StarterParts, ownHome: string) {
  let timer: { stop(): void } | undefined;
  let going = false;
  let giving = false;
  let serves: readonly string[] = [];

  async function proceed(): Promise<void> {
    if (!giving) return;
    try {
      await handAll(await line.next());
    } catch (error) {
      log.warn({ err: asEaselError(error) }, 'Starts could not be given; it is tried again');
    }
  }

  const handAll = async (starts: readonly Start[]): Promise<void> => void (await Promise.all(starts.map(hand)));

  async function lookAround(): Promise<void> {
    const left = await line.look(ownHome, { aliveMs: ALIVE_MS, ageMs: UNDERWAY_MS, serves: giving ? serves : [] });
    await look();
    await handAll(left);
    await proceed();
  }

  function keepLooking(): void {
    if (!going) return;
    timer = clock.after(LOOK_MS, () => {
      lookAround()
        // Redis is gone; that was said once.
        .catch(() => undefined)
        .finally(keepLooking);
    });
  }

  return {
    proceed,
    /** @param homes whose jobs this process takes. */
    async start(homes: readonly string[]): Promise<void> {
      serves = homes;
      going = true;
      giving = true;
      // A Redis that is slow at this moment is asked again in a second.
      await lookAround().catch((err: unknown) =>
        log.warn({ err }, 'The line could not be looked at; it is tried again'),
      );
      keepLooking();
    },
    /** Gives and takes no more starts, and goes on saying that this process lives: what it runs may still end. */
    rest(): void {
      giving = false;
    },
    stop(): void {
      going = false;
      giving = false;
      timer?.stop();
    },
  };
}
