import type { ContextBlock, HeaderBlock, ImageBlock, KnownBlock, RichTextBlockElement } from '@slack/types';
import { plainObject } from './escape.ts';

/** A picture of a message: a file of ours that Slack has, or an address that Slack can fetch. */
export type LaidImage =
  | { readonly fileId: string; readonly alt: string }
  | { readonly url: string; readonly alt: string };

/** One message, ready to be sent. */
export interface Laid {
  /** What notifications show and screen readers read instead of the blocks; nothing in it is markup. */
  readonly text: string;
  readonly blocks: KnownBlock[];
}

/** Slack's limits for one message, and our own where Slack's are not known. */
export const LIMITS = {
  blocks: 50,
  /**
   * Of all blocks and the text, as JSON. Slack answers `msg_blocks_too_long` somewhere above 12,000 characters and counts what
   * surrounds the words too (bolt-js #2509, #2867), so that bytes are the safe measure.
   */
  bytes: 12_000,
  /** Of a result or of an answer; more follow in a further message. */
  pictures: 10,
  altUnits: 2000,
  headerUnits: 150,
  labelUnits: 75,
  valueUnits: 2000,
  rowButtons: 5,
  tableRows: 100,
  tableColumns: 20,
} as const;

export const richText = (elements: readonly RichTextBlockElement[]): KnownBlock[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text', elements: [...elements] }];

/** Small words, each a line of its own. */
export const contextLines = (lines: readonly string[]): ContextBlock[] =>
  lines
    .filter((line) => line !== '')
    .map((line) => ({ type: 'context', elements: [{ type: 'plain_text', text: line, emoji: false }] }));

export const headerOf = (words: string): HeaderBlock[] => {
  const text = plainObject(words, LIMITS.headerUnits);
  return text ? [{ type: 'header', text }] : [];
};

/** Where a picture is, without what it shows. */
const sourceOf = (image: LaidImage) =>
  'fileId' in image ? { slack_file: { id: image.fileId } } : { image_url: image.url };

export const imageBlock = (image: LaidImage, alt: string, title?: string): ImageBlock => ({
  type: 'image',
  ...sourceOf(image),
  alt_text: alt === '' ? UNDESCRIBED : alt,
  ...(title && { title: { type: 'plain_text', text: title, emoji: false } }),
});

/** Slack refuses a picture without words. */
export const UNDESCRIBED = 'Picture';
