import type { ChatPlatform, Delivery } from '#src/ports/chat-platform.ts';
import type { PlatformBench, Seen } from '../../contracts/chat-platform-bench.ts';
import type { Person } from '../../fakes/slack/people/person.ts';
import type { SeenMessage } from '../../fakes/slack/people/view.ts';
import { type Connected, type ConnectedWish, openConnected } from './open-connected.ts';

/** Longer than the pace between two edits. */
const SETTLED_MS = 6000;
/** What Slack waits for a first answer. */
const DEADLINE_MS = 3000;
/** A prompt is quoted from its beginning where it is longer than a phone's screen; this much of it is always there. */
const ALWAYS_SHOWN = 200;
/** Keep a name's or a prompt's direction to itself, and are no words of anybody. */
const ISOLATES = /[\u2068\u2069]/g;

type Act = () => Promise<unknown>;

/** Slack as the contract of chat platforms sees it. */
export async function openBench(wish: ConnectedWish): Promise<PlatformBench> {
  return benchOf(await openConnected(wish));
}

function benchOf(connected: Connected, people = new Map<string, Person>(), events = new Map<string, Act>()) {
  const { slack, pass, clock } = connected;

  const personOf = (name: string): Person => {
    const person = people.get(name) ?? slack.person(name);
    people.set(name, person);
    return person;
  };

  /** Moves the time whenever nothing is on the wire, until the work is done. */
  async function drive<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    await pass(0);
    while (!isDone) await pass(Math.max(1, Math.min(100, clock.untilNext())));
    return work;
  }

  /** Resolves when it was handed over, or nobody hears it any more. */
  async function happens(act: Act): Promise<void> {
    const handedOver = connected.handedOver();
    const isHeard = connected.platform.connection().kind === 'connected';
    void act();
    if (isHeard) await slack.until(() => connected.handedOver() > handedOver);
    await pass(isHeard ? 0 : DEADLINE_MS);
  }

  function everything(name: string): readonly SeenMessage[] {
    const person = personOf(name);
    return [...person.sees(slack.channel), ...person.seesDirect()];
  }

  const bench: PlatformBench = {
    platform: driven(connected.platform, drive),
    idOf: (name) => personOf(name).id,
    async send({ eventId, userId, prompt, picture }) {
      const before = events.get(eventId);
      const person = personOf(userId);
      if (before) return happens(before);
      // A slash command has no pictures.
      if (picture)
        return happens(() =>
          person.say(slack.channel, `@Easel ${prompt}`, { files: [{ name: 'cat.png', bytes: picture }] }),
        );
      return happens(async () => {
        const asked = await person.command(slack.channel, '/imagine', prompt, { verbatim: true });
        events.set(eventId, () => person.again(asked));
      });
    },
    async seenBy(name) {
      await pass(0);
      return everything(name).map((message) => seenOf(message, slack.message(message).text));
    },
    async press(name, label) {
      const message = everything(name).findLast(({ buttons }) => buttons.some((button) => button.label === label));
      if (!message) throw new Error(`${name} sees no button ${label}`);
      return happens(() => personOf(name).press(message, label));
    },
    async filesOf(name) {
      const shown = everything(name).flatMap(({ images }) => images.filter(({ where }) => where === 'file'));
      return shown.map(({ fileId, bytes }) => ({
        name: slack.world.files.get(fileId ?? '')?.name ?? '',
        content: Buffer.from(bytes ?? []).toString(),
      }));
    },
    settle: () => pass(SETTLED_MS),
    showings: async () => slack.traffic.filter(({ method }) => /^chat\.(?:post|update)/.test(method)).length,
    promptShown: (prompt) => prompt.slice(0, ALWAYS_SHOWN).replaceAll(ISOLATES, ''),
    again: async () => benchOf(await connected.again(), people, events),
    async takeAway() {
      const newest = everything('ada').at(-1);
      if (newest) slack.deleteMessage(newest);
    },
  };
  return bench;
}

/** What waits for Slack has the time that it takes. */
function driven(platform: ChatPlatform, drive: <T>(work: Promise<T>) => Promise<T>): ChatPlatform {
  const delivered = ({ update, preview, ask, finish, fail, answer }: Delivery): Delivery => ({
    update,
    preview,
    ask: (card) => drive(ask(card)),
    finish: (card) => drive(finish(card)),
    fail: (card) => drive(fail(card)),
    answer: (said, to) => drive(answer(said, to)),
  });
  const { openThread, reach } = platform;
  return {
    ...platform,
    stop: () => drive(platform.stop()),
    delivery: (handle) => delivered(platform.delivery(handle)),
    deleteResult: (handle) => drive(platform.deleteResult(handle)),
    ...(reach && { reach: (where) => drive(reach(where)) }),
    ...(openThread && { openThread: (handle, title) => drive(openThread(handle, title)) }),
  };
}

function seenOf(message: SeenMessage, notification: string): Seen {
  const percent = /[▰▱] (\d+) %/.exec(message.words)?.[1];
  const shown = message.images.filter(({ broken }) => !broken);
  return {
    kind: kindOf(message),
    words: [message.words.replaceAll(ISOLATES, ''), ...message.buttons.map(({ label }) => label)].join('\n'),
    pictures: shown.filter(({ where }) => where === 'block').length,
    // Every picture is a file that Slack gives as it was made.
    originals: shown.length,
    // Slack has no such thing.
    hidden: 0,
    buttons: message.buttons.map(({ label }) => label),
    active: message.notified.length > 0 || /[<>]/.test(notification) || isActive(message.blocks),
    ...(percent !== undefined && { percent: Number(percent) }),
  };
}

function kindOf({ words, buttons }: SeenMessage): Seen['kind'] {
  if (words.startsWith('Starting …')) return 'waiting';
  if (/[▰▱] \d+ %/.test(words)) return 'progress';
  if (buttons.some(({ label }) => label === 'Reroll')) return 'result';
  if (buttons.some(({ label }) => label === 'Start')) return 'question';
  return words.startsWith('⚠️') ? 'failure' : 'answer';
}

/** What Slack acts upon, or reads anything into. */
const ACTIVE = ['user', 'usergroup', 'broadcast', 'channel', 'team', 'link', 'emoji', 'mrkdwn', 'markdown'];

function isActive(part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return false;
  return ('type' in part && ACTIVE.includes(String(part.type))) || Object.values(part).some(isActive);
}
