import { expect } from 'vitest';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { expectedPictures, type PlanContext, planRequest } from '#src/domain/plan.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { PictureRequest } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE } from '../fixtures/model-entries.ts';

export const photo = (width = 400, height = 300): StoredPicture => ({
  key: 'photo',
  type: 'image/png',
  byteLength: 1000,
  width,
  height,
});

/** A plan on a model, its warnings as words. */
export function planOn(model: ModelEntry, request: Partial<PictureRequest> = {}, context: Partial<PlanContext> = {}) {
  const planned = planRequest(
    { prompt: 'a fox', options: {}, references: [], instructions: [], ...request },
    {
      model,
      others: [ABLE],
      off: [],
      policy: DEFAULT_CREDIT_POLICY,
      limits: DEFAULT_LIMITS,
      now: Date.UTC(2026, 10, 21),
      retiredAllowed: false,
      ...context,
    },
  );
  return { ...planned, warnings: planned.warnings.map(plainText), pictures: expectedPictures(planned) };
}

export const refusal = (code: string, details: object = {}) =>
  expect.objectContaining({ code, details: expect.objectContaining(details) });
