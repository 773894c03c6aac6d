import { z } from 'zod';
import type { SmallSize } from '#src/app/gallery/thumbnails.ts';
import { EaselError } from '#src/domain/errors.ts';
import { MODES } from '#src/domain/mode.ts';
import type { GallerySearch } from '#src/ports/gallery.ts';

/** Tiles of one page: four rows on a wide screen. */
const SHOWN = 24;
const PERSON = 'person:';

const time = z.coerce.number().int().min(0).max(8.64e15);

const Query = z.object({
  whose: z.union([z.enum(['own', 'everyone']), z.string().startsWith(PERSON).max(200)]).default('own'),
  words: z.string().max(200).optional(),
  model: z.string().max(100).optional(),
  mode: z.enum(MODES).optional(),
  from: time.optional(),
  to: time.optional(),
  after: z
    .string()
    .regex(/^\d{15}\/[\w%.~!*'()-]{1,200}$/)
    .optional(),
});

/**
 * What the page looks for, of its address.
 * @throws {EaselError} `option-invalid`.
 */
export function readSearch(query: Readonly<Record<string, string>>): GallerySearch {
  const given = Object.fromEntries(Object.entries(query).filter(([, value]) => value !== ''));
  const { data, error } = Query.safeParse(given);
  if (!data) throw invalid(String(error.issues[0]?.path[0] ?? 'search'), given);
  const { whose, ...wanted } = data;
  const others = whose === 'own' || whose === 'everyone' ? whose : { personId: whose.slice(PERSON.length) };
  // Absent is absent: the schema writes `undefined` for what was not given.
  const named = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return { ...named, whose: others, pictures: true, limit: SHOWN };
}

const invalid = (option: string, given: Readonly<Record<string, string>>): EaselError =>
  new EaselError('option-invalid', {
    option,
    value: (given[option] ?? '').slice(0, 40),
    allowed: 'what the page itself asks for',
  });

export interface WantedPicture {
  readonly id: string;
  /** A picture of the result, from 0, or the first one that was given with the request. */
  readonly which: number | 'reference';
  readonly size: SmallSize | 'original';
}

const Picture = z.object({
  id: z.string().max(100),
  which: z.union([
    z.literal('reference'),
    z
      .string()
      .regex(/^\d{1,2}$/)
      .transform(Number),
  ]),
  size: z.enum(['tile', 'view', 'original']),
});

/** @throws {EaselError} `not-found` for what is no picture of ours. */
export function readPicture(path: Readonly<Record<string, string>>): WantedPicture {
  const { data } = Picture.safeParse(path);
  if (!data) throw new EaselError('not-found', { what: 'This picture' });
  return data;
}
