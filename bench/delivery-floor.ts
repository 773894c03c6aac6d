import { open } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A process of its own that does the least there is to do with an answer: fetch it, decode the picture, write it through to the
 * disk, say so. To be forked: URL FOLDER; each message is the number of previews to ask for.
 */
const [url = '', folder = ''] = process.argv.slice(2);
let written = 0;

async function fetchAndKeep(previews: number): Promise<void> {
  const asked = previews > 0 ? { stream: true, partial_images: previews } : {};
  const response = await fetch(`${url}/images/generations`, { method: 'POST', body: JSON.stringify(asked) });
  const body = Buffer.from(await response.arrayBuffer());
  const json = previews > 0 ? body.subarray(body.lastIndexOf('data: ') + 6) : body;
  const { b64_json: streamed, data } = JSON.parse(json.toString());
  const file = await open(join(folder, `${written++}.png`), 'wx');
  await file.writeFile(Buffer.from(streamed ?? data[0].b64_json, 'base64'));
  await file.sync();
  await file.close();
  process.send?.('kept');
}

process.on('message', (previews) => void fetchAndKeep(Number(previews)));
process.send?.('ready');
