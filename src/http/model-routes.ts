import { Hono } from 'hono';
import { EaselError } from '#src/domain/errors.ts';
import { abilitiesOf, type ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import { apiError } from './api-error.ts';

/**
 * `GET /v1/models` and `/v1/models/ID`, shaped as OpenAI's, with what each model can do under `easel`. Our ids hold a slash; it
 * may come as it is or percent-encoded, as OpenAI's clients send it.
 */
export function modelRoutes(catalogue: Catalogue): Hono {
  const routes = new Hono();

  routes.get('/v1/models', (context) =>
    context.json({ object: 'list', data: catalogue.models.map((model) => listed(model, catalogue)) }),
  );

  routes.get('/v1/models/:id{.+}', (context) => {
    try {
      return context.json(listed(catalogue.find(context.req.param('id')), catalogue));
    } catch (error) {
      if (!(error instanceof EaselError)) throw error;
      return context.json(apiError(404, error.message, { code: 'model_not_found', param: 'model' }), 404);
    }
  });

  return routes;
}

const listed = (model: ModelEntry, { defaultModel }: Catalogue) => ({
  id: model.id,
  object: 'model',
  created: created(model),
  owned_by: model.provider,
  easel: capabilities(model, model.id === defaultModel?.id),
});

/** Clients expect a time in seconds. Vendors name none we could trust, so it is the day the entry's facts are from. */
function created({ pricing }: ModelEntry): number {
  const seconds = Date.parse(pricing.asOf) / 1000;
  return Number.isFinite(seconds) ? seconds : 0;
}

const capabilities = (model: ModelEntry, isDefault: boolean) => ({
  label: model.label,
  default: isDefault,
  vendorId: model.vendorId,
  aliases: model.aliases,
  lifecycle: model.lifecycle,
  abilities: abilitiesOf(model),
  operations: model.operations,
  input: model.input,
  shape: model.shape,
  quality: model.quality,
  styles: model.styles,
  moderation: model.moderation,
  output: model.output,
  seed: model.seed,
  partials: model.delivery.partials,
});
