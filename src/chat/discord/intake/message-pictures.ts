import { z } from 'zod';
import { inertFileName } from '#src/chat/file-name.ts';
import type { ImageRef } from '#src/domain/job.ts';
import { Attachment, looksLikePicture, refOf } from './attachment.ts';
import { type ComponentMedia, mediaOf } from './component-media.ts';
import { fileOf, isMediaAddress } from './media-address.ts';
import { listOf } from './shapes.ts';

export interface PicturesParts {
  readonly apiUrl: string;
  readonly botUserId: string;
}

interface Found {
  readonly ref: ImageRef;
  /** Beside the picture that is meant: a preview, an overview, small references. */
  readonly isAside: boolean;
}

const Shown = z.object({ url: z.string().optional(), proxy_url: z.string().optional() }).optional().catch(undefined);

const Embed = z.object({ type: z.string().catch('rich'), image: Shown, thumbnail: Shown });

/** What a message and what was forwarded in one have in common. */
const Content = z.object({
  attachments: listOf(Attachment),
  embeds: listOf(Embed),
  components: z.unknown().optional(),
});

const Message = Content.extend({
  author: z.object({ id: z.string() }).optional().catch(undefined),
  message_snapshots: listOf(z.object({ message: Content })),
});

/** How Easel calls what it shows beside its results. */
const ASIDE_NAME = /^(?:references|preview)\b|-all\.\w+$/i;

/**
 * The pictures of a message in the order they are seen in it, those it forwards last, each once.
 * @param message as Discord sent it, whatever that is.
 */
export function picturesOf(message: unknown, { apiUrl, botUserId }: PicturesParts): readonly ImageRef[] {
  const read = Message.safeParse(message);
  if (!read.success) return [];
  const isOurs = read.data.author?.id === botUserId;
  const forwarded = read.data.message_snapshots.map((snapshot) => snapshot.message);
  const found = once([read.data, ...forwarded].flatMap((content) => foundIn(content, isOurs, apiUrl)));
  const meant = found.filter(({ isAside }) => !isAside);
  return (meant.length > 0 ? meant : found).map(({ ref }) => ref);
}

function foundIn({ attachments, embeds, components }: z.infer<typeof Content>, isOurs: boolean, apiUrl: string) {
  return [
    ...attachments
      .filter(({ content_type, filename }) => looksLikePicture(content_type, filename))
      .map((attachment) => toFound(refOf(attachment), isOurs)),
    ...embeds.flatMap((embed) => embedded(embed, isOurs, apiUrl)),
    ...mediaOf(components).flatMap((media) => component(media, isOurs, apiUrl)),
  ];
}

const toFound = (ref: ImageRef, isOurs: boolean): Found => ({ ref, isAside: isOurs && ASIDE_NAME.test(ref.filename) });

/** A link's preview is no picture of the message, nor is a frame of a video. */
function embedded({ type, image, thumbnail }: z.infer<typeof Embed>, isOurs: boolean, apiUrl: string): Found[] {
  const shown = image ?? (type === 'image' || type === 'rich' ? thumbnail : undefined);
  const address = shown && onDiscord([shown.url, shown.proxy_url], apiUrl);
  return address ? [toFound(refTo(address), isOurs)] : [];
}

function component(media: ComponentMedia, isOurs: boolean, apiUrl: string): Found[] {
  const address = onDiscord([media.url, media.proxyUrl], apiUrl);
  if (!address || !looksLikePicture(media.contentType, fileOf(address))) return [];
  const found = toFound(refTo(address), isOurs);
  return [{ ...found, isAside: found.isAside || (isOurs && media.isThumbnail) }];
}

/** What is shown from elsewhere is not Discord's to give, and nothing is fetched from elsewhere. */
const onDiscord = (addresses: readonly (string | undefined)[], apiUrl: string): string | undefined =>
  addresses.find((address) => address !== undefined && isMediaAddress(address, apiUrl));

const refTo = (address: string): ImageRef => ({ key: address, filename: inertFileName(lastPart(fileOf(address))) });

function lastPart(path: string): string {
  const part = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function once(found: readonly Found[]): readonly Found[] {
  const files = new Map<string, Found>();
  for (const each of found) {
    const file = fileOf(each.ref.key);
    if (!files.has(file)) files.set(file, each);
  }
  return [...files.values()];
}
