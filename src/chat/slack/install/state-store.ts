import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type InstallURLOptions, InvalidStateError, type StateStore } from '@slack/oauth';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** A state that came back. */
export interface UsedState {
  readonly usedAt: number;
  /** By which of perhaps several at once. */
  readonly by: string;
}

export interface StateStoreParts {
  readonly stateSecret: string;
  readonly used: Documents<UsedState>;
  /** What is asked of every workspace; nothing of it is taken from the browser. */
  readonly wish: InstallURLOptions;
  readonly clock: Clock;
}

const LIFE_MS = 10 * 60_000;
const SHAPE = /^([\w-]{22})\.(\d{1,15})\.([\w-]{43})$/;

/**
 * The word that Slack hands back with a browser: signed, ten minutes old at most, taken once. Only those that came back are kept, so
 * that nobody fills the store by beginning over and over; whose browser it is the library knows by its cookie.
 */
export function createStateStore({ stateSecret, used, wish, clock }: StateStoreParts): StateStore {
  const signed = (text: string): string => createHmac('sha256', stateSecret).update(text).digest('base64url');

  async function forgetOld(): Promise<void> {
    for await (const [id, { usedAt }] of used.list()) if (clock.now() - usedAt > 2 * LIFE_MS) await used.remove(id);
  }

  return {
    async generateStateParam() {
      const text = `${randomBytes(16).toString('base64url')}.${clock.now()}`;
      return `${text}.${signed(text)}`;
    },

    async verifyStateParam(_now, state) {
      const [, id = '', at = '', signature = ''] = SHAPE.exec(state) ?? [];
      const age = clock.now() - Number(at);
      if (!isSame(signature, signed(`${id}.${at}`)) || age < 0 || age > LIFE_MS)
        throw new InvalidStateError('The state is not ours, or too old');
      const by = randomBytes(16).toString('base64url');
      const first = await used.update(id, (current) => current ?? { usedAt: clock.now(), by });
      if (first?.by !== by) throw new InvalidStateError('The state was used before');
      await forgetOld();
      return wish;
    },
  };
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
