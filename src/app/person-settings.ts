import { fitOptions } from '#src/domain/fit.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { worksOnOne } from '#src/domain/mode.ts';
import { isWord, type RequestOptions } from '#src/domain/request.ts';
import type { Capabilities } from '#src/ports/chat-platform.ts';
import type { CommandContext, PersonSettings } from '#src/ports/command.ts';
import type { Parts } from './parts.ts';

/** What a person set once for all their requests. */
export function settingsOf(accountId: string, { catalogue, documents }: Pick<Parts, 'catalogue' | 'documents'>) {
  return {
    read: async (): Promise<PersonSettings> => (await documents.settings.get(accountId)) ?? {},

    /** @throws {EaselError} where a value makes no sense. */
    async change(change: Parameters<CommandContext['changeSettings']>[0]): Promise<PersonSettings> {
      check(change);
      return (await documents.settings.update(accountId, (current) => changed(current ?? {}, change))) ?? {};
    },
  };

  /** Words that make no sense would spoil every later request; what only this model cannot do is corrected then. */
  function check(change: Parameters<CommandContext['changeSettings']>[0]): void {
    const model = change.model === undefined ? catalogue.defaultModel : catalogue.find(change.model);
    if (!model) return;
    fitOptions({ prompt: '', options: changed({}, change), references: [], instructions: [] }, { model });
  }
}

/** JSON keeps no `undefined`, so a setting taken away is gone after storing. */
function changed(current: PersonSettings, change: object): PersonSettings {
  return Object.fromEntries(Object.entries({ ...current, ...change }).filter(([, value]) => value !== undefined));
}

/** A person's usual choices, where the request itself makes none. A size asked for, or work on one picture, leaves no room for the usual shape. */
export function withSettings(
  request: AcceptedRequest,
  { model, aspect, quality, format }: PersonSettings,
  { preview }: Capabilities,
): AcceptedRequest {
  const { size, mode } = request.options;
  const shape = size === undefined && aspect !== undefined && !worksOnOne(mode) ? { aspect } : {};
  // Previews cost tokens; where nobody could see them none are asked for.
  const previews = preview ? {} : { partials: 0 };
  const usual = {
    ...previews,
    ...(quality && { quality }),
    ...(format && suits(format, request.options) && { format }),
    ...shape,
  };
  const asked = { ...request, options: { ...usual, ...request.options } };
  return model && request.options.model === undefined ? { ...asked, usualModel: model } : asked;
}

/** A usual format gives way to a wish it would make impossible. */
const suits = (format: string, { background, mode }: RequestOptions): boolean =>
  !isWord(format, 'jpeg') || !(isWord(background, 'transparent') || isWord(mode, 'remove-background'));
