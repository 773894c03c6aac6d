/** A bare process that keeps pictures as Buffers, to be forked: COUNT BYTES. It says when it is idle, and again when it holds them. */
const [count = '0', bytes = '0'] = process.argv.slice(2);
const held: Buffer[] = [];

process.once('message', () => {
  // Filled, because untouched memory is not resident.
  for (let index = 0; index < Number(count); index++) held.push(Buffer.alloc(Number(bytes), index + 1));
  process.send?.('holds them');
});
// Refers to them, so that they are not given back.
setInterval(() => held.at(-1), 60_000);
process.once('disconnect', () => process.exit());
process.send?.('idle');
