import {
  type APIFileComponent,
  type APIMediaGalleryComponent,
  type APIMessageTopLevelComponent,
  type APITextDisplayComponent,
  ComponentType,
} from 'discord.js';

/** A file of the message, shown as `attachment://name`. */
export interface LaidFile {
  readonly name: string;
  readonly alt: string;
  /** Hidden until somebody opens it. */
  readonly spoiler?: true;
}

/** One message, ready to be sent. */
export interface Laid {
  readonly components: APIMessageTopLevelComponent[];
}

/** Discord's limits for one message; components count however deep they lie. */
export const LIMITS = {
  components: 40,
  textUnits: 4000,
  galleryItems: 10,
  rowButtons: 5,
  labelUnits: 80,
  altUnits: 1024,
  files: 10,
} as const;

export const display = (content: string): APITextDisplayComponent => ({ type: ComponentType.TextDisplay, content });

/** The texts that say something, as components. */
export const displays = (...contents: readonly string[]): APITextDisplayComponent[] =>
  contents.filter((content) => content !== '').map(display);

const SCHEME = 'attachment://';

export const addressOf = ({ name }: LaidFile): string => `${SCHEME}${name}`;

export const fileDisplay = (file: LaidFile): APIFileComponent => ({
  type: ComponentType.File,
  file: { url: addressOf(file) },
  ...(file.spoiler && { spoiler: true }),
});

/** How many components there are, however deep they lie. */
export function componentsIn(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const own = 'type' in part ? 1 : 0;
  return Object.values(part).reduce<number>((sum, value) => sum + componentsIn(value), own);
}

/** The names of the files that a message shows: just these are to be sent with it. */
export const filesOf = ({ components }: Laid): readonly string[] => [...new Set(addressesIn(components))];

function addressesIn(part: unknown): readonly string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'url' in part && typeof part.url === 'string' && part.url.startsWith(SCHEME);
  return own ? [String(part.url).slice(SCHEME.length)] : Object.values(part).flatMap(addressesIn);
}

/** Galleries of ten, since one holds no more. */
export function galleries(files: readonly LaidFile[], altOf: (file: LaidFile) => string): APIMediaGalleryComponent[] {
  const starts = files.flatMap((_, index) => (index % LIMITS.galleryItems === 0 ? [index] : []));
  return starts.map((start) => ({
    type: ComponentType.MediaGallery,
    items: files.slice(start, start + LIMITS.galleryItems).map((file) => {
      const description = altOf(file);
      return {
        media: { url: addressOf(file) },
        ...(description && { description }),
        ...(file.spoiler && { spoiler: true }),
      };
    }),
  }));
}
