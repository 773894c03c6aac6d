import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { bodyPieces } from '#src/http/api/body/body-pieces.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

it('leaves the connection to the next request where a refused body was over before the answer was out', async () => {
  const clock = createManualClock();
  const server = createServer(async (incoming, outgoing) => {
    bodyPieces({ incoming, outgoing }, new Request('http://127.0.0.1')).leave(clock);
    await once(incoming, 'close');
    outgoing.end('answered');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());

  for (let request = 0; request < 2; request++) {
    socket.write('POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\n\r\na');
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toContain('answered');
    await clock.advance(1000);
  }
  expect(socket.readableEnded).toBe(false);
});
