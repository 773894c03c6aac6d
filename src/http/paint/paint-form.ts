import { z } from 'zod';
import type { Painted } from '#src/app/painting/plan-paint.ts';
import { EaselError } from '#src/domain/errors.ts';

/** More than any prompt may have: the plan's own refusal tells the count. */
const MAX_PROMPT = 40_000;

const YesNo = z.enum(['yes', 'no']).transform((word) => word === 'yes');

const Fields = z.object({
  mask: z.instanceof(Blob),
  prompt: z.string().max(MAX_PROMPT),
  exact: YesNo.default(true),
  everything: YesNo.default(false),
  seen: z.coerce.number().int().min(0).max(1e9).optional(),
});

export interface PaintForm extends Painted {
  /** The price the person said yes to. */
  readonly seen: number | undefined;
}

/** Reads what the page sends. @throws {EaselError} `option-invalid` for the first field that does not fit. */
export async function readPaintForm(request: Request): Promise<PaintForm> {
  const form = await formIn(request).catch(() => misfit('body', 'multipart/form-data, sent whole'));
  const read = Fields.safeParse(Object.fromEntries(form.entries()));
  if (!read.success) return misfit(String(read.error.issues[0]?.path[0] ?? 'body'), 'the painter page itself');
  const { mask, ...fields } = read.data;
  const { seen, ...others } = fields;
  return { ...others, seen, mask: new Uint8Array(await mask.arrayBuffer()) };
}

/** As many as the page sends, and some. Everybody waits while a form is taken apart, and one of thousands of parts takes seconds. */
const MOST_PARTS = 16;

/** @throws what is no form, broken off, or of too many parts. */
async function formIn(request: Request): Promise<FormData> {
  const type = request.headers.get('content-type') ?? '';
  const [, boundary] = /^multipart\/form-data;\s*boundary="?([^\s";]{1,70})"?$/i.exec(type) ?? [];
  if (boundary === undefined) throw new Error('The page sends forms.');
  const bytes = Buffer.from(await request.arrayBuffer());
  let parts = 0;
  for (let at = bytes.indexOf(boundary); at >= 0; at = bytes.indexOf(boundary, at + 1))
    if (++parts > MOST_PARTS) throw new Error('The page sends fewer parts.');
  return new Response(bytes, { headers: { 'content-type': type } }).formData();
}

function misfit(option: string, allowed: string): never {
  throw new EaselError('option-invalid', { option, value: 'sent', allowed });
}
