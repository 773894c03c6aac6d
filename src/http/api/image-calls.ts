import { createHash } from 'node:crypto';
import type { Engine } from '#src/app/engine.ts';
import { planMetadata } from '#src/app/job-metadata.ts';
import type { Replays } from '#src/app/keys/replays.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Answers } from './answer/answers.ts';
import type { ApiRoute, OnPreview, Operation } from './api-route.ts';
import { type AskingOf, whereaboutsOf } from './asking.ts';
import type { ApiBody, BodyReader } from './body/read-body.ts';
import { type ApiContext, noteDuration } from './gate.ts';
import { goneOf } from './gone.ts';
import { EDIT_FIELDS, GENERATION_FIELDS, type PictureFields } from './picture-fields.ts';
import { readFields } from './read-fields.ts';
import { refuse } from './refuse.ts';
import { createSendImages, type FileAddress } from './send-images.ts';
import { createSubmitOnce, type Ordered } from './submit-once.ts';
import { toRequest, userOf } from './to-request.ts';

export interface ImageCallParts {
  readonly engine: Pick<Engine, 'submit' | 'cancel' | 'dryRun'>;
  readonly jobs: JobStore;
  readonly api: ApiRoute;
  readonly reader: BodyReader;
  readonly answers: Answers;
  readonly replays: Replays;
  readonly askingOf: AskingOf;
  readonly limits: Limits;
  readonly addressOf: FileAddress;
  readonly stopping: AbortSignal;
  /** Whether this process takes nothing new any more. */
  readonly isClosing: () => boolean;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** `POST /v1/images/generations` and `/v1/images/edits`: from the body to the answer. */
export function createImageCalls(parts: ImageCallParts) {
  const { askingOf, limits, isClosing } = parts;
  const submitOnce = createSubmitOnce(parts);
  const sendImages = createSendImages(parts);

  return async function imageCall(context: ApiContext, operation: Operation): Promise<Response> {
    if (isClosing()) throw new EaselError('shutting-down', {});
    const gone = goneOf(context);
    return answer(context, operation, gone).catch((thrown: unknown) => {
      // Nobody is there to be told.
      if (gone.aborted) return new Response(null, { status: 499 });
      throw thrown;
    });
  };

  async function answer(context: ApiContext, operation: Operation, gone: AbortSignal): Promise<Response> {
    const body = await read(context, operation, gone);
    try {
      const fields = readFields(operation === 'edit' ? EDIT_FIELDS : GENERATION_FIELDS, body.fields, body.kind);
      const ordered = await orderOf(context, { operation, body, fields });
      if (fields.dry_run) return await dryRun(context, ordered, gone, parts);
      // Once it is submitted the job has copies of its own, or there is none.
      const submit = (onPreview?: OnPreview) => submitOnce(ordered, onPreview).finally(() => void body.discard());
      return await sendImages(context, { operation, fields, gone }, submit);
    } finally {
      await body.discard();
    }
  }

  async function read(context: ApiContext, operation: Operation, signal: AbortSignal): Promise<ApiBody> {
    const files = operation === 'edit';
    const given = await parts.reader.read(context, { files, signal });
    if (!given.ok) throw refuse(given.fault.status, given.fault.code, given.fault.message, given.fault.param);
    if (given.body.kind === 'json' || files) return given.body;
    await given.body.discard();
    throw refuse(415, 'unsupported_media_type', 'Send JSON here, with the header "Content-Type: application/json".');
  }

  async function orderOf(
    context: ApiContext,
    {
      operation,
      body,
      fields,
    }: { readonly operation: Operation; readonly body: ApiBody; readonly fields: PictureFields },
  ): Promise<Ordered> {
    const caller = context.get('caller');
    const user = userOf(fields);
    const key = idempotencyKey(context);
    return {
      asking: await askingOf(caller, user),
      request: toRequest(operation, fields, body, limits),
      handle: { key: caller.name, operation, uploads: body.uploads, ...(user !== undefined && { user }) },
      ...(key !== undefined && { idempotency: { key, fingerprint: fingerprintOf(operation, body) } }),
    };
  }
}

/** The price and the decisions, and nothing held. */
async function dryRun(
  context: ApiContext,
  { asking, request }: Ordered,
  signal: AbortSignal,
  { engine, api, answers, clock }: ImageCallParts,
): Promise<Response> {
  const { plan, balance, mask } = await engine.dryRun(request, whereaboutsOf(asking), api.route, signal);
  const metadata = { ...planMetadata(plan), available: balance.available, ...(mask && { mask: mask.words }) };
  noteDuration(context, clock.now());
  return answers.json(context, { created: Math.floor(clock.now() / 1000), data: [], metadata });
}

const MAX_KEY = 255;

function idempotencyKey(context: ApiContext): string | undefined {
  const key = context.req.header('idempotency-key');
  if (key === undefined || (key.length <= MAX_KEY && key.trim() !== '')) return key;
  throw refuse(400, 'invalid_idempotency_key', `An Idempotency-Key has 1 to ${MAX_KEY} characters.`, 'Idempotency-Key');
}

const fingerprintOf = (operation: Operation, { sha256 }: ApiBody): string =>
  createHash('sha256').update(`${operation}\n${sha256}`).digest('hex');
