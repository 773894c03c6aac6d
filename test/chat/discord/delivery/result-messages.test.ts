import { expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import { openBench } from './bench.ts';
import { MIB, picture, result } from './cards.ts';

const pictures = (count: number, bytes: number) => Array.from({ length: count }, (_, index) => picture(index, bytes));

it('a result is known by each of its messages while the others are still on their way', async () => {
  const bench = await openBench();
  const { discord, deliveries, drive } = bench;
  const handle = await bench.handle();
  const first = discord.hold({ method: 'POST', path: /messages$/ });
  const delivered = deliveries.delivery(handle).finish(result(pictures(9, 8 * MIB)));
  await first.arrived;
  expect(await deliveries.jobOfMessage(handle.messageId ?? '')).toBe('job1');
  const second = discord.hold({ method: 'POST', path: /messages$/ });
  first.release();
  await second.arrived;
  const [, further] = bench.ada.sees(discord.channel);
  expect(await deliveries.jobOfMessage(further?.id ?? '')).toBe('job1');
  second.release();
  await drive(delivered);
});

it('a result comes also where the request was refused first, and its first message never became known', async () => {
  const bench = await openBench();
  const { deliveries, drive, pass, ada } = bench;
  const handle = { ...(await bench.handle('private')), messageId: null };
  const delivery = deliveries.delivery(handle);
  await drive(delivery.answer({ kind: 'text', text: text('The store is away.') }));
  await pass(15 * 60_000);
  await drive(delivery.finish(result()));
  expect(ada.sees(ada.directMessages())).toMatchObject([{ files: [{}] }]);
});
