import { describe, expect, it } from 'vitest';
import { webhookRoutes } from '#src/http/webhook-routes.ts';
import type { WebhookAnswer, WebhookCall } from '#src/ports/provider.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

function open(receive: (provider: string, call: WebhookCall) => Promise<WebhookAnswer | undefined>) {
  const log = createSilentLog();
  return { app: webhookRoutes({ receive, log }), log };
}

const post = (
  app: ReturnType<typeof open>['app'],
  body: string | Uint8Array<ArrayBuffer>,
  path = '/webhooks/replicate',
) =>
  app.request(path, { method: 'POST', body, headers: { 'Webhook-Id': 'msg_1', 'content-type': 'application/json' } });

describe('POST /webhooks/PROVIDER', () => {
  it('hands the call on with its headers in lower case and its body as it came', async () => {
    const calls: [string, WebhookCall][] = [];
    const { app } = open(async (provider, call) => {
      calls.push([provider, call]);
      return 'taken';
    });
    const body = '{ "id":\t"gm3", "ü": 1.0 }\n';
    expect((await post(app, body)).status).toBe(204);
    expect(calls).toMatchObject([['replicate', { body, headers: { 'webhook-id': 'msg_1' } }]]);
  });

  it.each<[WebhookAnswer | undefined, number]>([
    ['taken', 204],
    ['ignored', 204],
    ['refused', 401],
    [undefined, 404],
  ])('answers %s with %i', async (answer, status) => {
    expect((await post(open(async () => answer).app, '{}')).status).toBe(status);
  });

  it('logs a refused call without its words', async () => {
    const { app, log } = open(async () => 'refused');
    await post(app, '{"id":"somebody\'s words"}');
    expect(log.lines).toEqual([
      { level: 'warn', message: 'A webhook call was refused', fields: { provider: 'replicate' } },
    ]);
  });

  it('takes no more than 16 MB, and asks nobody about more', async () => {
    let asked = 0;
    const { app } = open(async () => {
      asked += 1;
      return 'taken';
    });
    expect((await post(app, new Uint8Array(16 * 1_048_576 + 1))).status).toBe(413);
    expect(asked).toBe(0);
  });

  it('takes no GET', async () => {
    const { app } = open(async () => 'taken');
    expect((await app.request('/webhooks/replicate')).status).toBe(404);
  });
});
