import type { ImageRef } from '#src/domain/job.ts';
import { refuse } from './body-fault.ts';
import type { JsonBody } from './json-body.ts';

/** Where a picture of a JSON document is: written out, or kept by us already. */
export type WrittenPicture = { readonly param: string } & ({ readonly dataUrl: string } | { readonly kept: ImageRef });

export interface WrittenPictures {
  readonly images: readonly WrittenPicture[];
  readonly mask?: WrittenPicture;
  /** The document without them. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What an address of our own stands for. */
export type OwnPicture = (url: string) => ImageRef | undefined;

/**
 * Takes the pictures out of the JSON form of an edit: `images` and `mask` as OpenAI has them, objects with an `image_url`, or plain
 * strings. @throws {BodyRefusal} where one is neither a data URL nor an address of ours.
 */
export function takePictures(body: JsonBody, ownPicture: OwnPicture = () => undefined): WrittenPictures {
  const { images, image, mask, ...others } = body.fields;
  const read = (given: unknown, param: string) => readPicture(given, param, body, ownPicture);
  const listed = [...asList(images, 'images'), ...asList(image, 'image')];
  return {
    images: listed.map(({ given, param }) => read(given, param)),
    ...(mask !== undefined && mask !== null && { mask: read(mask, 'mask') }),
    fields: restored(others, body),
  };
}

/** A text that merely begins like a data URL stays what it was. */
function restored(others: Readonly<Record<string, unknown>>, { dataUrlOf }: JsonBody): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [name, value] of Object.entries(others))
    fields[name] = typeof value === 'string' ? (dataUrlOf(value) ?? value) : value;
  return fields;
}

interface Given {
  readonly given: unknown;
  readonly param: string;
}

function asList(given: unknown, param: string): readonly Given[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given)) return [{ given, param }];
  return given.map((each: unknown, index) => ({ given: each, param: `${param}[${index}]` }));
}

function readPicture(given: unknown, param: string, body: JsonBody, ownPicture: OwnPicture): WrittenPicture {
  const { address, at } = addressOf(given, param);
  const url = body.dataUrlOf(address) ?? address;
  if (/^data:/i.test(url)) return { param: at, dataUrl: url };
  const kept = ownPicture(url);
  if (kept) return { param: at, kept };
  return refuse(
    400,
    'invalid_image_url',
    'Easel fetches no pictures from other servers. Send the picture as a data URL, or as a file in multipart/form-data.',
    at,
  );
}

function addressOf(given: unknown, param: string): { readonly address: string; readonly at: string } {
  if (typeof given === 'string') return { address: given, at: param };
  const at = `${param}.image_url`;
  if (typeof given === 'object' && given !== null) {
    if ('image_url' in given && typeof given.image_url === 'string') return { address: given.image_url, at };
    if ('file_id' in given)
      refuse(400, 'unsupported_file_id', 'Easel keeps no uploaded files. Send the picture itself.', `${param}.file_id`);
  }
  return refuse(400, 'invalid_image_url', `${param} has to be an object with an image_url.`, at);
}
