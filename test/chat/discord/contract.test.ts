import { describe } from 'vitest';
import { COLORS } from '#src/chat/discord/layout/colors.ts';
import { chatPlatformContract } from '../../contracts/chat-platform.ts';
import type { PlatformBench, Seen } from '../../contracts/chat-platform-bench.ts';
import type { Asked } from '../../fakes/discord/people/act.ts';
import type { Person } from '../../fakes/discord/people/person.ts';
import type { SeenFile, SeenMessage } from '../../fakes/discord/people/view.ts';
import { activeIn, readWords } from './layout/read-layout.ts';
import { type Connected, openConnected } from './open-connected.ts';

describe('Discord', () => {
  chatPlatformContract({
    open: async (onRequest, onGone) => benchOf(await openConnected({ onRequest, onGone })),
    threads: true,
    removable: true,
  });
});

/** Longer than the pace between two edits. */
const SETTLED_MS = 6000;
/** What Discord waits for a first answer. */
const DEADLINE_MS = 3000;
/** A prompt is quoted from its beginning where it is longer than a phone's screen; this much of it is always there. */
const ALWAYS_SHOWN = 200;

function benchOf(connected: Connected, people = new Map<string, Person>(), events = new Map<string, Asked>()) {
  const { discord, platform, pass } = connected;

  const personOf = (name: string): Person => {
    const person = people.get(name) ?? discord.person(name);
    people.set(name, person);
    return person;
  };

  /** Resolves when it was handed over, or nobody hears it any more. */
  async function happens(act: () => Promise<Asked> | undefined): Promise<void> {
    const handedOver = connected.handedOver();
    const isHeard = discord.gateway.sessions.some(({ socket }) => socket);
    void act();
    if (isHeard) await discord.until(() => connected.handedOver() > handedOver);
    await pass(isHeard ? 0 : DEADLINE_MS);
  }

  const everything = (name: string): readonly SeenMessage[] => {
    const person = personOf(name);
    return [...person.sees(discord.channel), ...person.sees(person.directMessages())];
  };

  const bench: PlatformBench = {
    platform,
    idOf: (name) => personOf(name).id,
    async send({ eventId, userId, prompt, picture }) {
      const before = events.get(eventId);
      const person = personOf(userId);
      if (before) return happens(() => void person.redeliver(before));
      const upload = picture && { image: { name: 'cat.png', bytes: picture } };
      return happens(async () => {
        const asked = await person.command(discord.channel, upload ? 'edit' : 'imagine', { prompt, ...upload });
        events.set(eventId, asked);
        return asked;
      });
    },
    async seenBy(name) {
      await pass(0);
      return everything(name).map(seenOf);
    },
    async press(name, label) {
      const message = everything(name).findLast(({ buttons }) => buttons.some((button) => button.label === label));
      if (!message) throw new Error(`${name} sees no button ${label}`);
      return happens(() => personOf(name).press(message, label));
    },
    async filesOf(name) {
      const files = everything(name).flatMap((message) => message.files.filter((file) => file.in === 'file'));
      return files.map((file) => ({ name: file.name, content: Buffer.from(file.bytes ?? []).toString() }));
    },
    settle: () => pass(SETTLED_MS),
    async showings() {
      const writes = discord.traffic.filter(({ method, path }) => method !== 'GET' && /messages|webhooks/.test(path));
      return writes.length;
    },
    // The signs that keep a name's direction to itself are no words of anybody.
    promptShown: (prompt) => prompt.slice(0, ALWAYS_SHOWN).replaceAll(/[\u2068\u2069]/g, ''),
    again: async () => benchOf(await connected.again(), people, events),
    async takeAway() {
      const newest = personOf('ada').sees(discord.channel).at(-1);
      if (newest) discord.deleteMessage(newest);
    },
  };
  return bench;
}

function seenOf(message: SeenMessage): Seen {
  const percent = /[▰▱] (\d+) %/.exec(message.text)?.[1];
  return {
    kind: kindOf(message),
    words: readWords(message.text),
    pictures: countOf(message, 'gallery'),
    originals: countOf(message, 'file'),
    hidden: message.files.filter((file) => file.in === 'gallery' && file.spoiler).length,
    buttons: message.buttons.map(({ label }) => label),
    active: message.notified.length > 0 || isActive(message.text),
    ...(percent !== undefined && { percent: Number(percent) }),
  };
}

const countOf = ({ files }: SeenMessage, where: SeenFile['in']): number =>
  files.filter((file) => file.in === where).length;

function kindOf({ loading, text, buttons, components }: SeenMessage): Seen['kind'] {
  if (loading) return 'waiting';
  if (/[▰▱] \d+ %/.test(text)) return 'progress';
  if (buttons.some(({ label }) => label === 'Reroll')) return 'result';
  if (buttons.some(({ label }) => label === 'Start')) return 'question';
  return components[0]?.accent_color === COLORS.failed ? 'failure' : 'answer';
}

/** What people type stands on lines of its own; elsewhere the layout's own marks are expected, but nothing that calls or links. */
function isActive(text: string): boolean {
  const [typed, ours] = [true, false].map((quoted) =>
    text.split('\n').filter((line) => line.startsWith('> ') === quoted),
  );
  return (
    activeIn((typed ?? []).join('\n')).length > 0 || /(?<!\\)(?:@|<[@#:a]|\]\(|:\/\/)/.test((ours ?? []).join('\n'))
  );
}
