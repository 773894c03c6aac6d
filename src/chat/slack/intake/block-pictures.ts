import { z } from 'zod';
import { listOf, maybe } from './shapes.ts';

/** A picture that a message shows through its blocks, by the id of its file. */
export interface BlockPicture {
  readonly fileId: string;
  /** A small picture beside words. */
  readonly isBeside: boolean;
}

/** Carousels hold cards, containers hold blocks; nothing Slack knows goes deeper. */
const DEEPEST = 4;

const Block = z.object({
  type: z.string(),
  slack_file: maybe(z.object({ id: maybe(z.string()), url: maybe(z.string()) })),
  image_url: maybe(z.string()),
  accessory: z.unknown().optional(),
  hero_image: z.unknown().optional(),
  elements: z.unknown().optional(),
  child_blocks: z.unknown().optional(),
  blocks: z.unknown().optional(),
});

type Block = z.infer<typeof Block>;

const Blocks = listOf(Block);

/**
 * Every file that blocks show, in their order. What they show from elsewhere is not Slack's to give, and nothing is fetched from
 * elsewhere.
 * @param blocks as Slack sent them, whatever that is.
 */
export function blockPictures(blocks: unknown, isBeside = false, depth = 0): readonly BlockPicture[] {
  if (depth > DEEPEST) return [];
  return Blocks.parse(blocks).flatMap((block) => {
    const fileId = fileOf(block);
    const isSmall = isBeside || block.type === 'context';
    return [
      ...(fileId === undefined ? [] : [{ fileId, isBeside }]),
      ...[[block.hero_image], block.elements, block.child_blocks, block.blocks].flatMap((inside) =>
        blockPictures(inside, isSmall, depth + 1),
      ),
      ...blockPictures([block.accessory], true, depth + 1),
    ];
  });
}

function fileOf({ slack_file, image_url }: Block): string | undefined {
  if (slack_file?.id && /^F[A-Z0-9]{1,40}$/.test(slack_file.id)) return slack_file.id;
  return fileAt(slack_file?.url) ?? fileAt(image_url);
}

/** Addresses of Slack's files name them: `/files-pri/T1-F1/cat.png`, `/files/U1/F1/cat.png`. */
export function fileAt(address: string | null | undefined): string | undefined {
  const url = address ? URL.parse(address) : null;
  if (!url || !/(?:^|\.)slack(?:-gov)?\.com$/.test(url.hostname)) return undefined;
  return /^\/files(?:-(?:pri|tmb)\/[A-Z0-9]+-|\/[A-Z0-9]+\/)(F[A-Z0-9]{1,40})(?=[/-]|$)/.exec(url.pathname)?.[1];
}
