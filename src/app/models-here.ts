import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { OfferedModels } from '#src/ports/command.ts';
import { offeredModels } from './offered-models.ts';
import type { WholeParts } from './parts.ts';
import { createAllowedModels } from './rules/allowed-models.ts';
import { whereOf } from './rules/whereabouts.ts';

/** What can be asked for where somebody asks. @throws {EaselError} `store-unavailable`. */
export async function modelsHere(
  { actor, place }: Pick<IncomingRequest, 'actor' | 'place'>,
  parts: Pick<WholeParts, 'catalogue' | 'clock' | 'standings'>,
): Promise<OfferedModels> {
  const { catalogue, clock, standings } = parts;
  const models = createAllowedModels(parts).pickable(await standings.of(whereOf(actor, place)));
  const forbidden = offeredModels(catalogue, clock.now()).length - models.length;
  return { models, forbidden, defaultModel: catalogue.defaultModel };
}
