import type { Element, Option } from './elements.ts';
import type { Block } from './parts.ts';

/** A picture in a block, wherever it stands. */
export interface PlacedImage {
  readonly where: 'block' | 'context' | 'accessory' | 'card';
  readonly path: string;
  readonly alt: string;
  readonly url: string | null;
  readonly fileId: string | null;
}

interface Image {
  readonly alt_text: string;
  readonly image_url?: string | undefined;
  readonly slack_file?: { readonly id: string } | { readonly url: string } | undefined;
}

/** Every element that somebody can use, with the block it stands in. */
export function elementsOf(block: Block): Element[] {
  if (block.type === 'actions') return block.elements;
  if (block.type === 'input') return [block.element];
  if (block.type === 'section') return block.accessory ? [block.accessory] : [];
  if (block.type === 'card') return block.actions ?? [];
  if (block.type === 'carousel') return block.elements.flatMap((card) => card.actions ?? []);
  return [];
}

/** What may be chosen in an element. */
export function optionsOf(element: Element): readonly Option[] {
  if (element.type === 'static_select')
    return element.options ?? element.option_groups?.flatMap((group) => group.options) ?? [];
  return element.type === 'radio_buttons' || element.type === 'checkboxes' ? element.options : [];
}

export function imagesOf(blocks: readonly Block[]): PlacedImage[] {
  return blocks.flatMap((block, at) => imagesIn(block, `/blocks/${at}`));
}

function imagesIn(block: Block, path: string): PlacedImage[] {
  if (block.type === 'image') return [placed(block, 'block', path)];
  if (block.type === 'section')
    return block.accessory?.type === 'image' ? [placed(block.accessory, 'accessory', `${path}/accessory`)] : [];
  if (block.type === 'context')
    return block.elements.flatMap((element, at) =>
      element.type === 'image' ? [placed(element, 'context', `${path}/elements/${at}`)] : [],
    );
  if (block.type === 'card')
    return [block.hero_image, block.icon].flatMap((image) => (image ? [placed(image, 'card', path)] : []));
  if (block.type === 'carousel') return block.elements.flatMap((card, at) => imagesIn(card, `${path}/elements/${at}`));
  return [];
}

function placed(image: Image, where: PlacedImage['where'], path: string): PlacedImage {
  const file = image.slack_file;
  const fileId = file
    ? 'id' in file
      ? file.id
      : (/\/files-pri\/[^/]*-(F[A-Z0-9]+)\//.exec(file.url)?.[1] ?? file.url)
    : null;
  return { where, path, alt: image.alt_text, url: image.image_url ?? null, fileId };
}
