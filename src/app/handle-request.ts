import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { asCommand } from './command-button.ts';
import { type ContextParts, createCommandContext } from './command-context.ts';
import { familyAnswer } from './command-family.ts';
import { optionsOf } from './command-options.ts';
import { type Conversation, createConversation, type Origin } from './conversation.ts';
import type { createHandleForms } from './handle-forms.ts';
import type { createReadMessage } from './handle-message.ts';
import { wantsPainter } from './painting/wants-painter.ts';
import type { WholeParts } from './parts.ts';
import type { createPressButton } from './press-button.ts';
import type { Route } from './route.ts';

export interface HandleParts extends ContextParts, Pick<WholeParts, 'routes' | 'log' | 'metrics' | 'members'> {
  readonly buttons: ReturnType<typeof createPressButton>;
  readonly forms: ReturnType<typeof createHandleForms>;
  readonly readMessage: ReturnType<typeof createReadMessage>;
  readonly isStopping: () => boolean;
}

/** The one door requests come in by, and the one that catches: whatever happens, the person is answered and nothing is thrown. */
export function createHandleRequest(parts: HandleParts) {
  const { routes, life, log, buttons, forms, readMessage, commands, members, isStopping } = parts;

  return async function handleRequest(request: IncomingRequest): Promise<void> {
    const route = routes.get(request.place.platform);
    if (!route) throw new Error('A request came from a platform that is not wired.');
    const talk = createConversation(request, { route, life });
    const fields = { eventId: request.id, platform: route.id, trigger: request.trigger, name: request.name };
    // Beside everything else, so that nobody waits for it.
    const seen = members
      .seen(request.actor, request.place)
      .catch((failed: unknown) => log.warn({ ...fields, err: failed }, 'Who asks could not be remembered'));
    try {
      if (isStopping()) throw new EaselError('shutting-down', {});
      await dispatch(request, talk, route);
    } catch (thrown) {
      await refuse(talk, asEaselError(thrown), fields);
    }
    await seen;
  };

  async function refuse(talk: Conversation, error: EaselError, fields: object): Promise<void> {
    noteRefusal(parts, error, fields);
    await talk
      .refuse(error)
      .catch((failed: unknown) => log.error({ ...fields, err: failed }, 'Refusal could not be shown'));
  }

  async function dispatch(given: IncomingRequest, talk: Conversation, route: Route): Promise<void> {
    const { request, asks: wantsForm } = asCommand(given);
    if (request.trigger === 'button') return buttons.pressButton(request, talk, route);
    if (request.trigger === 'menu' && forms.isPicked(request)) return forms.openMenu(request, route);
    const form = request.reply.openForm ? await formFor(request, wantsForm) : undefined;
    if (form) return request.reply.openForm?.(form);
    const asks = request.trigger === 'form' ? forms.readForm : request.trigger === 'message' ? readMessage : undefined;
    const meant = asks ? await asks(request, talk) : { request };
    if (meant) await runCommand(meant.request, talk, route, meant.origin);
  }

  /** Nobody is waited for but where a form has to be looked up. */
  async function formFor(request: IncomingRequest, wantsForm: boolean): Promise<FormSpec | undefined> {
    return (await forms.lookedUpFor(request)) ?? forms.formFor(request, wantsForm);
  }

  async function runCommand(
    request: IncomingRequest,
    talk: Conversation,
    route: Route,
    origin?: Origin,
  ): Promise<void> {
    const command = commands.find(({ name }) => name === request.name);
    await talk.acknowledge(visibilityOf(request, command?.visibility ?? 'private'));
    if (!command) return talk.answer(familyAnswer(request, commands));
    if (command.who === 'moderators' && !request.actor.isModerator)
      throw new EaselError('not-allowed', { what: `use /${command.name}` });
    await command.run(createCommandContext(request, talk, route, origin, parts), optionsOf(request));
  }
}

function noteRefusal({ metrics, log }: Pick<HandleParts, 'metrics' | 'log'>, error: EaselError, fields: object): void {
  const { code, cause } = error;
  metrics.refused(code);
  log[code === 'internal' ? 'error' : 'info']({ ...fields, code, err: cause }, 'Request refused');
}

/** Known before anything is awaited: a private wish and a dry run are answered privately from the first word. */
function visibilityOf({ options }: IncomingRequest, usual: 'public' | 'private'): 'public' | 'private' {
  return isOn(options.private) || isOn(options['dry-run']) || wantsPainter(options) ? 'private' : usual;
}

const isOn = (value: unknown): boolean => value === true || value === 'true';
