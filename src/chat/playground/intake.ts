import { HTTPException } from 'hono/http-exception';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { IncomingRequest, Reply } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { Log } from '#src/ports/log.ts';
import { handleOf } from './delivery.ts';
import { anchorOf } from './go-on.ts';
import type { Hub } from './hub.ts';
import type { PlaygroundMessage, Said } from './message.ts';
import { CHANNEL, parseOptions } from './options.ts';
import { takePictures } from './pictures-in.ts';
import type { Room } from './room.ts';
import type { Submission } from './submission.ts';

/** What the page is told at once. Everything further comes by the stream. */
export type Outcome =
  | { readonly kind: 'accepted'; readonly messageId: string }
  | { readonly kind: 'form'; readonly form: FormSpec };

/** From what a page sent to a request handed over. */
export interface Intake {
  command(submission: Submission): Promise<Outcome>;
  press(submission: Submission): Promise<Outcome>;
  form(submission: Submission): Promise<Outcome>;
  start(onRequest: OnRequest): void;
  stop(): Promise<void>;
}

type OnRequest = (request: IncomingRequest) => Promise<void>;

export interface IntakeParts {
  readonly room: Room;
  readonly hub: Hub;
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
  readonly isModerator: (userId: string) => boolean;
  readonly rolesOf: ((userId: string) => readonly string[]) | undefined;
}

/** The page is told "accepted" by then, whatever the app does; a form that comes later is lost, and logged. */
const WATCHDOG_MS = 2_500;

const PLACE = { platform: 'playground', tenantId: 'playground', channelId: CHANNEL } as const;
const CAPABILITIES = { preview: true } as const;

export function createIntake(parts: IntakeParts): Intake {
  const { room, commands, log, isModerator, rolesOf } = parts;
  const running = new Set<Promise<void>>();
  let onRequest: OnRequest | undefined;

  async function take(
    submission: Submission,
    trigger: 'command' | 'button' | 'form',
    said: Partial<Said>,
  ): Promise<Outcome> {
    if (!onRequest) throw new EaselError('shutting-down', {});
    const { id: eventId, person } = submission;
    const images = await takePictures(submission.pictures, { userId: person.userId, room });
    const described: Said = { trigger, name: submission.name, options: {}, pictures: namesOf(images), ...said };
    const answered = Promise.withResolvers<Outcome>();
    const handed = onRequest({
      ...baseOf(submission, trigger),
      actor: { ...person, isModerator: isModerator(person.userId), ...(rolesOf && { roles: rolesOf(person.userId) }) },
      options: submission.options,
      images,
      reply: createReply(submission, described, parts, answered),
    });
    track(handed, eventId);
    return firstOf(answered.promise, handed, { kind: 'accepted', messageId: eventId }, parts);
  }

  function track(handed: Promise<void>, eventId: string): void {
    const settled = handed
      .catch((error: unknown) => log.error({ err: error, eventId }, 'a request was not answered'))
      .finally(() => running.delete(settled));
    running.add(settled);
  }

  return {
    async command(submission) {
      // The app says what there is behind such a word.
      if (isFamily(commands, submission.name)) return take({ ...submission, options: {} }, 'command', {});
      const command = findCommand(commands, submission, isModerator(submission.person.userId));
      const options = parseOptions(command, submission.options);
      checkPictures(command, submission);
      return take({ ...submission, name: command.name, options }, 'command', { options });
    },
    async press(submission) {
      const name = await labelOf(submission, room);
      return take(submission, 'button', { name });
    },
    async form(submission) {
      // A form is its command once more, so what it brings is held to the same.
      const command = findCommand(commands, submission, isModerator(submission.person.userId));
      const options = parseOptions(command, submission.options);
      return take({ ...submission, options }, 'form', { options });
    },
    start(handler) {
      onRequest = handler;
    },
    async stop() {
      onRequest = undefined;
      while (running.size > 0) await Promise.all(running);
    },
  };
}

async function firstOf(
  answered: Promise<Outcome>,
  handed: Promise<void>,
  accepted: Outcome,
  { clock, log }: Pick<IntakeParts, 'clock' | 'log'>,
): Promise<Outcome> {
  const late = Promise.withResolvers<Outcome>();
  const watchdog = clock.after(WATCHDOG_MS, () => {
    log.warn({ ...accepted }, 'a request was not acknowledged in time');
    late.resolve(accepted);
  });
  return Promise.race([answered, handed.then(() => accepted), late.promise]).finally(() => watchdog.stop());
}

function baseOf({ id, name, state }: Submission, trigger: 'command' | 'button' | 'form') {
  return {
    id,
    trigger,
    place: PLACE,
    name,
    ...(state !== undefined && { state }),
    caps: CAPABILITIES,
  };
}

function createReply(
  { id, person }: Submission,
  said: Said,
  { room, hub, clock }: IntakeParts,
  answered: PromiseWithResolvers<Outcome>,
): Reply {
  let used = false;
  const once = () => {
    if (used) throw new Error('A request is acknowledged once.');
    used = true;
  };
  /** Where nothing can be kept there is no message to say so in: then the page hears it at once. */
  const keep = (message: PlaygroundMessage) =>
    room.add(message).catch((error: unknown) => {
      answered.reject(error);
      throw error;
    });
  return {
    async ack(visibility) {
      once();
      const message = await keep({
        id,
        at: clock.now(),
        owner: person,
        private: visibility === 'private',
        said,
        content: { kind: 'waiting' },
      });
      if (message.content.kind === 'waiting') hub.upsert(message);
      answered.resolve({ kind: 'accepted', messageId: id });
      return handleOf(id);
    },
    anchor: () => anchorOf(person),
    // A form cannot be the answer to a form: the page has just closed one.
    ...(said.trigger !== 'form' && {
      async openForm(form: FormSpec) {
        once();
        answered.resolve({ kind: 'form', form });
      },
    }),
  };
}

/** The first word of several commands, and none by itself. */
const isFamily = (commands: readonly Command[], name: string): boolean =>
  !commands.some((command) => command.name === name) && commands.some((command) => command.name.startsWith(`${name} `));

function findCommand(commands: readonly Command[], { name }: Submission, isModerator: boolean): Command {
  const command = commands.find((one) => one.name === name.toLowerCase());
  if (!command) {
    throw new HTTPException(400, {
      message: `There is no command /${name}. There are ${commands.map((one) => `/${one.name}`).join(', ')}.`,
    });
  }
  if (command.who === 'moderators' && !isModerator) throw new EaselError('not-allowed', { what: `use /${name}` });
  return command;
}

function checkPictures({ name, options }: Command, { pictures }: Submission): void {
  const counts = Object.groupBy(pictures, ({ option }) => option);
  for (const [field, given] of Object.entries(counts)) {
    const option = Object.hasOwn(options, field) ? options[field] : undefined;
    if (option?.kind !== 'image') {
      throw new HTTPException(400, { message: `/${name} takes no picture for ${field.slice(0, 60)}.` });
    }
    const most = option.many ?? 1;
    if (given && given.length > most) {
      const message = `/${name} takes at most ${most} for ${field}; you gave ${given.length}.`;
      throw new HTTPException(400, { message });
    }
  }
}

/** What is written on the button, for those who see that it was pressed; empty where its card is gone. */
async function labelOf({ person, state }: Submission, room: Room): Promise<string> {
  const messages = await room.visibleTo(person.userId, Number.POSITIVE_INFINITY);
  for (const { content } of messages) {
    const actions = 'card' in content ? content.card.actions : content.kind === 'answer' ? content.answer.actions : [];
    const action = actions?.find((one) => one.state === state);
    if (action) return action.label;
  }
  return '';
}

const namesOf = (images: Readonly<Record<string, readonly ImageRef[]>>): readonly string[] =>
  Object.values(images).flatMap((refs) => refs.map(({ filename }) => filename));
