const LOOKED_AT = 512;

/** Whether bytes are a web page; what a server says they are is not believed. */
export function isPage(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  return /^(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b/is.test(start);
}
