import { fitOptions } from '#src/domain/fit.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
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

/** A person's usual choices, where the request itself makes none. A size asked for leaves no room for the usual shape. */
export function withSettings(
  request: AcceptedRequest,
  { model, aspect, quality, format }: PersonSettings,
  { preview }: Capabilities,
): AcceptedRequest {
  const shape = request.options.size === undefined && aspect !== undefined ? { aspect } : {};
  // Previews cost tokens; where nobody could see them none are asked for.
  const previews = preview ? {} : { partials: 0 };
  const usual = {
    ...previews,
    ...(model && { model }),
    ...(quality && { quality }),
    ...(format && suits(format, request.options.background) && { format }),
    ...shape,
  };
  return { ...request, options: { ...usual, ...request.options } };
}

/** A usual format gives way to a wish it would make impossible. */
const suits = (format: string, background: string | undefined): boolean =>
  format.toLowerCase() !== 'jpeg' || background?.trim().toLowerCase() !== 'transparent';
