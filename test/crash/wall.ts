import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

interface Post {
  readonly kind: string;
  readonly messageId: string;
  readonly text: string;
}

/** What people saw, kept outside of the process that is killed. */
export async function openWall() {
  const posts: Post[] = [];
  const server = createServer(async (request, response) => {
    posts.push(JSON.parse(await text(request)));
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return { posts, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** Waits until a child has printed the line. */
export async function said({ stdout }: ChildProcess, line: string): Promise<void> {
  let heard = '';
  for await (const chunk of stdout ?? []) {
    heard += chunk;
    if (heard.includes(`${line}\n`)) return;
  }
  throw new Error(`The child ended without saying "${line}": ${heard}`);
}
