import { EaselError } from '#src/domain/errors.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { type Clock, inTime } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import { COMMAND_STATE, commandForm, isIncomplete, lookedUpForm } from './command-form.ts';
import { optionsOf } from './command-options.ts';
import { createKnownChoices } from './completions.ts';
import type { Conversation } from './conversation.ts';
import type { createFillForm, Filled } from './fill-form.ts';
import { menuForm } from './forms.ts';
import { type MenuBook, readMenuState } from './menu-pictures.ts';
import { canPaint } from './painting/can-paint.ts';
import { wantsPainter } from './painting/wants-painter.ts';
import type { Parts } from './parts.ts';
import type { Route } from './route.ts';
import { createTemplateDesk, type TemplateParts } from './templates/template-desk.ts';
import { readState } from './tokens.ts';
import { commandOptions } from './which-picture.ts';

export interface FormParts extends TemplateParts {
  readonly catalogue: Catalogue;
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly menus: MenuBook;
  readonly fillForm: ReturnType<typeof createFillForm>;
  readonly pageUrl: Parts['pageUrl'];
}

/** So long nobody is told that a request arrived while its form is looked up; platforms give three seconds. */
const LOOK_UP_MS = 1000;

/** More than a message of a person's can show; what bots write may have hundreds. */
const MOST_PICTURES = 24;

/** Forms: those that a message's menu opens or a command without what it needs, and what was sent by any. */
export function createHandleForms(parts: FormParts) {
  const { commands, menus, fillForm } = parts;
  const known = createKnownChoices(parts);

  async function lookUp(command: Command, asks: NonNullable<Command['asks']>, request: IncomingRequest) {
    const look = { templates: createTemplateDesk(request, parts) };
    // What is wrong with it is told by the command itself.
    const asked = asks(look, optionsOf(request)).catch(() => undefined);
    const fields = await inTime(asked, LOOK_UP_MS, parts.clock);
    return fields && fields.length > 0 ? lookedUpForm(command, fields) : undefined;
  }

  return {
    /**
     * The form of a command that was picked without what it needs. None where pictures came along, which no form would bring again, and
     * none that the person may not use.
     * @param wanted also where the command could do without.
     */
    formFor(request: IncomingRequest, wanted = false): FormSpec | undefined {
      const command = commands.find(({ name }) => name === request.name);
      if (request.trigger !== 'command' || !command) return undefined;
      const asks = wanted && Object.keys(command.options).length > 0;
      if (!asks && !isIncomplete(command, request)) return undefined;
      if (command.who === 'moderators' && !request.actor.isModerator) return undefined;
      if (hasPictures(request)) return undefined;
      return commandForm(command, request, (kind) => known(kind).map(({ value }) => value));
    },

    /** The form of a command that is made of what has to be looked up; none where that fails or takes too long, or nothing is missing. */
    lookedUpFor(request: IncomingRequest): Promise<FormSpec | undefined> | undefined {
      const command = commands.find(({ name }) => name === request.name);
      if (request.trigger !== 'command' || !command?.asks || isIncomplete(command, request)) return undefined;
      return hasPictures(request) ? undefined : lookUp(command, command.asks, request);
    },

    /** Whether a command was picked that asks by a form what to do with the pictures of a message. */
    isPicked: ({ name }: IncomingRequest): boolean =>
      commands.some((command) => command.name === name && command.menu?.on === 'picture'),

    /**
     * Opens the form. Nothing is awaited before, and the pictures are fetched meanwhile.
     * @throws {EaselError} `needs-image` where the message has no picture.
     */
    async openMenu(request: IncomingRequest, route: Route): Promise<void> {
      const images = Object.values(request.images).flat().slice(0, MOST_PICTURES);
      if (images.length === 0 || !request.reply.openForm) throw new EaselError('needs-image', { inMessage: true });
      const state = menus.newState(images.length);
      const opening = request.reply.openForm(menuForm(state, images.length, canPaint(route, parts.pageUrl)));
      menus.begin(state, request, images, route);
      await opening;
    },

    /**
     * Acknowledges what was sent, unless it is a command by itself, which does.
     * @returns the command it stands for.
     * @throws {EaselError} where it can be none any more.
     */
    async readForm(request: IncomingRequest, talk: Conversation): Promise<Filled> {
      const state = request.state ?? '';
      if (state === COMMAND_STATE) return { request: { ...request, options: commandOptions(request.options) } };
      const isPrivate = readState(state)?.private === true || wantsPainter(request.options);
      await talk.acknowledge(isPrivate ? 'private' : 'public');
      const menu = readMenuState(state);
      return menu ? { request: await menus.fill(menu, request) } : fillForm(request);
    },
  };
}

const hasPictures = ({ images }: IncomingRequest): boolean => Object.values(images).some((each) => each.length > 0);
