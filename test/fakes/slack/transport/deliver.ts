import type { Answer, Delivery, Outgoing, World } from '../state.ts';

/** One try to hand something to the application; the status is 0 where it said nothing in time. */
export type Send = (outgoing: Outgoing, retry: { readonly num: number; readonly reason: string }) => Promise<Answer>;

export interface Deliveries {
  /** Everything that was sent to the application, with what it answered. */
  readonly list: readonly Delivery[];
  deliver(outgoing: Outgoing): Delivery;
  /** The very same thing once more, as Slack does where it heard nothing. */
  redeliver(delivery: Outgoing, reason?: string): Promise<Answer>;
}

/** When Slack tries again, after the first, second and third answer that was none. */
const AGAIN_MS = [0, 60_000, 300_000];

/** Hands things over, and events again where they were not answered with a 200 within three seconds. */
export function createDeliveries(world: World, send: Send): Deliveries {
  const list: Delivery[] = [];

  const once = (outgoing: Outgoing, num: number, reason: string) => send(outgoing, { num, reason });

  function deliver(outgoing: Outgoing): Delivery {
    const answers: Answer[] = [];
    const first = once(outgoing, 0, '');
    const delivery: Delivery = { ...outgoing, at: world.clock.now(), answers, first };
    list.push(delivery);
    void first.then((answer) => took(delivery, answer));
    return delivery;
  }

  function took(delivery: Delivery, answer: Answer): void {
    delivery.answers.push(answer);
    world.changed();
    const wait = AGAIN_MS[answer.retry];
    const isOver = answer.status === 200 || wait === undefined || 'x-slack-no-retry' in answer.headers;
    if (delivery.kind !== 'event' || isOver) return;
    const reason = answer.status === 0 ? 'http_timeout' : 'http_error';
    world.clock.after(wait, () => {
      void once(delivery, answer.retry + 1, reason).then((next) => took(delivery, next));
    });
  }

  async function redeliver(delivery: Outgoing, reason = 'http_timeout'): Promise<Answer> {
    const answer = await once(delivery, 1, reason);
    const known = list.find((one) => one === delivery);
    known?.answers.push({ ...answer, retry: known.answers.length });
    world.changed();
    return answer;
  }

  return { list, deliver, redeliver };
}
