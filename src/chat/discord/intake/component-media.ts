import { ComponentType } from 'discord.js';
import { z } from 'zod';
import { listOf } from './shapes.ts';

/** A file that a message shows through its components. */
export interface ComponentMedia {
  readonly url: string;
  readonly proxyUrl: string | undefined;
  readonly contentType: string | undefined;
  /** A small picture beside words. */
  readonly isThumbnail: boolean;
}

/** Containers hold sections; nothing Discord knows goes deeper. */
const DEEPEST = 4;

const Media = z.object({
  url: z.string().min(1),
  proxy_url: z.string().optional().catch(undefined),
  content_type: z.string().optional().catch(undefined),
});

const Component = z.object({
  type: z.number(),
  components: z.unknown().optional(),
  accessory: z.unknown().optional(),
  items: listOf(z.object({ media: Media })),
  media: Media.optional().catch(undefined),
  file: Media.optional().catch(undefined),
});

const Components = listOf(Component);

/**
 * Every file that components show, in their order. Files shown this way are not among a message's attachments.
 * @param components as Discord sent them, whatever that is.
 */
export function mediaOf(components: unknown, depth = 0): readonly ComponentMedia[] {
  if (depth > DEEPEST) return [];
  return Components.parse(components).flatMap((component) => {
    switch (component.type) {
      case ComponentType.MediaGallery:
        return component.items.map(({ media }) => toMedia(media, false));
      case ComponentType.File:
        return component.file ? [toMedia(component.file, false)] : [];
      case ComponentType.Thumbnail:
        return component.media ? [toMedia(component.media, true)] : [];
      case ComponentType.Section:
        return mediaOf([component.accessory], depth + 1);
      case ComponentType.Container:
        return mediaOf(component.components, depth + 1);
      default:
        return [];
    }
  });
}

const toMedia = ({ url, proxy_url, content_type }: z.infer<typeof Media>, isThumbnail: boolean): ComponentMedia => ({
  url,
  proxyUrl: proxy_url,
  contentType: content_type,
  isThumbnail,
});
