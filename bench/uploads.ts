import { once } from 'node:events';
import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { LEAN, scratchFolder, startEasel } from './easel-process.ts';
import { residentMib } from './resident.ts';
import { report } from './table.ts';

/**
 * What the server takes of memory while large files come to the playground, all at once. They are written to the store as they come, and
 * refused as too large by the job.
 *
 * `node bench/uploads.ts --files 10 --megabytes 40`
 */
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10' }, megabytes: { type: 'string', default: '40' } },
});
const [FILES, MEGABYTES] = [Number(values.files), Number(values.megabytes)];
/** Beyond it files would be in memory, and not only pieces of them. */
const GOAL_MIB = 150;
const LONGEST_MS = 300_000;
const PIECE = Buffer.alloc(65_536, 7);

const { folder, remove } = await scratchFolder();
const easel = await startEasel(folder, { ...LEAN, LOG_LEVEL: 'silent' }, LONGEST_MS);
easel.log.resume();
const idle = await residentMib(easel.pid);
const startedAt = performance.now();
const answers = await Promise.all(Array.from({ length: FILES }, (_, nth) => upload(nth)));
const seconds = (performance.now() - startedAt) / 1000;
const more = (await residentMib(easel.pid, 'highest')) - idle;
await easel.stop();
await remove();

report({
  title: `${FILES} files of ${MEGABYTES} MB to the playground at once`,
  columns: ['what', 'measured', 'wanted'],
  rows: [
    { cells: ['answered with 202', String(answers.filter((status) => status === 202).length), String(FILES)] },
    { cells: ['idle, MiB', idle.toFixed(0), ''] },
    { cells: ['highest over idle, MiB', more.toFixed(0), `<= ${GOAL_MIB}`], isMet: more <= GOAL_MIB },
    { cells: ['seconds', seconds.toFixed(1), ''] },
  ],
  notes: [`Node ${process.versions.node}, heap of 512 MB; resident memory is VmHWM of Linux.`],
});

async function upload(nth: number): Promise<number> {
  const asked = request(`${easel.url}/playground/requests`, {
    method: 'POST',
    headers: { 'content-type': 'multipart/form-data; boundary=b' },
  });
  const answered = once(asked, 'response');
  await pipeline(Readable.from(form(nth)), asked);
  const [response] = await answered;
  response.resume();
  return response.statusCode;
}

function* form(nth: number): Generator<Buffer> {
  const fields = {
    eventId: `upload-${nth}-of-many`,
    name: `person-${nth}`,
    command: 'edit',
    options: '{"prompt":"warmer"}',
  };
  for (const [name, text] of Object.entries(fields))
    yield Buffer.from(`--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${text}\r\n`);
  yield Buffer.from('--b\r\ncontent-disposition: form-data; name="picture:image"; filename="large.png"\r\n\r\n');
  for (let left = MEGABYTES * 1_048_576; left > 0; left -= PIECE.length) yield PIECE;
  yield Buffer.from('\r\n--b--\r\n');
}
