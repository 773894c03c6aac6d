import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import type { ManualClock } from '../../../fakes/manual-clock.ts';
import { appMethods } from '../../../fakes/slack/api/apps.ts';
import { chatMethods } from '../../../fakes/slack/api/chat.ts';
import { conversationMethods } from '../../../fakes/slack/api/conversations.ts';
import { createFaults } from '../../../fakes/slack/api/faults.ts';
import { fileHost } from '../../../fakes/slack/api/file-host.ts';
import { fileMethods } from '../../../fakes/slack/api/files.ts';
import { createRateLimits } from '../../../fakes/slack/api/rate-limits.ts';
import { replyMethods } from '../../../fakes/slack/api/replies.ts';
import { responseUrls } from '../../../fakes/slack/api/response-url.ts';
import { serve } from '../../../fakes/slack/api/serve.ts';
import type { Recorded } from '../../../fakes/slack/api/traffic.ts';
import { viewMethods } from '../../../fakes/slack/api/views.ts';
import { createWorld, type World } from '../../../fakes/slack/state.ts';

/** The played Slack's Web API on the loopback, and the real client of it, whose calls are counted. */
export async function openWire(clock: ManualClock) {
  const world = createWorld(clock);
  const traffic: Recorded[] = [];
  const faults = createFaults(clock);
  const limits = createRateLimits(clock, false);
  const methods = {
    ...{ ...appMethods(world), ...chatMethods(world), ...conversationMethods(world) },
    ...{ ...fileMethods(world), ...replyMethods(world), ...viewMethods(world) },
  };
  const answer = serve(world, { methods, faults, limits, traffic }, [...fileHost(world), responseUrls(world)]);
  const server = createServer((request, response) => void answer(request, response));
  await listening(server.listen(0, '127.0.0.1'), world);
  onTestFinished(() => void server.close());
  const { counted, quiet } = countedFetch();
  return { world, traffic, faults, limits, fetch: counted, quiet, clientOf: clientOf(world, counted) };
}

async function listening(server: ReturnType<typeof createServer>, world: World): Promise<void> {
  await once(server, 'listening');
  // Listening on a port of this machine, so that the address is one.
  const { port } = server.address() as AddressInfo;
  world.origin = `http://127.0.0.1:${port}`;
}

function clientOf(world: World, fetch: typeof globalThis.fetch) {
  const silent = () => undefined;
  const quiet = { debug: silent, info: silent, warn: silent, error: silent, setLevel: silent, setName: silent };
  return async ({ teamId }: { readonly teamId: string }): Promise<WebClient> =>
    new WebClient(world.workspaces.get(teamId)?.installation?.token, {
      slackApiUrl: `${world.origin}/api/`,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      // The client's own types name the platform's fetch more narrowly than it is.
      fetch: fetch as never,
      logger: { ...quiet, getLevel: () => 'error' as never },
    });
}

function countedFetch() {
  let underWay = 0;
  const counted: typeof globalThis.fetch = async (...call) => {
    underWay++;
    try {
      const response = await fetch(...call);
      const { status, headers } = response;
      return new Response(await response.arrayBuffer(), { status, headers });
    } finally {
      underWay--;
    }
  };
  return {
    counted,
    /** Nothing is on the wire, and what came of it has been read. */
    async quiet() {
      for (let calm = 0; calm < 8; calm++) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (underWay > 0) calm = 0;
      }
    },
  };
}
