import { fileTypeFromBuffer } from 'file-type';

/** As much as magic bytes need; the rest of the file is never looked at, so no file can make sniffing slow. */
const HEAD_BYTES = 4100;

/**
 * The MIME type the bytes themselves show, whatever the file is called; `undefined` for text and for the unknown.
 * An animated PNG is `image/png` here: its `acTL` chunk may come later than the head.
 */
export async function sniffType(bytes: Uint8Array): Promise<string | undefined> {
  const head = bytes.subarray(0, HEAD_BYTES);
  const found = (await fileTypeFromBuffer(head))?.mime;
  if (found === 'image/apng') return 'image/png';
  if ((found === undefined || found === 'application/xml') && isSvg(head)) return 'image/svg+xml';
  return found;
}

/** SVG has no magic bytes. Zeros are skipped so that UTF-16 is found too. */
const isSvg = (head: Uint8Array): boolean =>
  /<(?:\w+:)?svg[\s>/]/i.test(Buffer.from(head).toString('latin1').replaceAll('\0', ''));
