import { expect, onTestFinished } from 'vitest';
import { createDeliveries, type Deliveries } from '#src/chat/slack/delivery/deliveries.ts';
import type { Previews } from '#src/chat/slack/delivery/preview.ts';
import type { SlackRecord } from '#src/chat/slack/delivery/records.ts';
import { createReplies, type Replies } from '#src/chat/slack/delivery/replies.ts';
import { createRespond } from '#src/chat/slack/delivery/respond.ts';
import { createSend } from '#src/chat/slack/delivery/send.ts';
import { createSessions } from '#src/chat/slack/delivery/sessions.ts';
import { createUpload } from '#src/chat/slack/delivery/upload.ts';
import type { SlackHandle } from '#src/chat/slack/handle.ts';
import type { RequestOrigin } from '#src/chat/slack/origin.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { loadConform } from '../../../descriptions.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { createSilentLog } from '../../../fakes/silent-log.ts';
import { newAddress } from '../../../fakes/slack/api/response-url.ts';
import { messagesSeenBy, type Spot } from '../../../fakes/slack/people/view.ts';
import type { PlayedUser } from '../../../fakes/slack/state.ts';
import { addChannel, addMessage, addUser, addWorkspace, directChannel } from '../../../fakes/slack/things.ts';
import { openWire } from './wire.ts';

interface Process {
  readonly replies: Replies;
  readonly deliveries: Deliveries;
  /** Jobs whose message was removed. */
  readonly gone: readonly string[];
}

interface BenchWish {
  readonly previews?: Previews;
}

const conform = await loadConform();
/** Slack never sees more of them; other tests have their own. */
let requests = 0;

/** Slack, people in it, and what is to be tested, on one clock that only the test moves. */
export async function openBench({ previews }: BenchWish = {}) {
  const clock = createManualClock();
  const log = createSilentLog();
  const records = createDocuments<SlackRecord>(createMemoryStorage(), 'slack');
  const wire = await openWire(clock);
  const { world, traffic, fetch } = wire;
  // Whatever a test is about: everything that was sent is as Slack describes it.
  onTestFinished(() => expect(traffic.flatMap((call) => conform?.check(call) ?? [])).toEqual([]));
  const workspace = addWorkspace(world);
  const channel = addChannel(world, workspace);
  const ada = addUser(world, workspace, { name: 'Ada' });
  const bob = addUser(world, workspace, { name: 'Bob' });

  /** A new process over the same stores, or others. */
  function again(documents: Documents<SlackRecord> = records): Process {
    const gone: string[] = [];
    const apiUrl = `${world.origin}/api`;
    const send = createSend({ clientOf: wire.clientOf, clock, log });
    const parts = { send, clock, log, records: documents };
    const upload = createUpload({ apiUrl, clock, fetch });
    const respond = createRespond({ apiUrl, clock, fetch });
    const onGone = (jobId: string) => void gone.push(jobId);
    const deliveries = createDeliveries({ ...parts, upload, respond, onGone, ...(previews && { previews }) });
    return { gone, replies: createReplies(parts), deliveries };
  }

  /** What intake makes of a command. */
  function origin(more: Partial<RequestOrigin> = {}): RequestOrigin {
    const where = { workspaceId: workspace.id, channelId: channel.id, userId: ada.id, threadTs: null, original: null };
    return {
      id: `trigger-${++requests}`,
      workspace: { teamId: workspace.id, enterpriseId: null, isEnterpriseInstall: false },
      userId: ada.id,
      channelId: channel.id,
      threadTs: null,
      isDirect: false,
      responseUrl: newAddress(world, where),
      triggerId: null,
      functionExecutionId: null,
      receivedAt: clock.now(),
      ...more,
    };
  }

  /** What intake makes of a mention: it is answered in a thread. */
  function mention(more: Partial<RequestOrigin> = {}): RequestOrigin {
    const { ts } = addMessage(world, { channelId: channel.id, userId: ada.id, text: 'a fox' });
    return origin({ id: `${channel.id}:${ts}`, threadTs: ts, responseUrl: null, ...more });
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms;
    await wire.quiet();
    while (clock.now() < end) {
      await clock.advance(Math.min(500, end - clock.now(), Math.max(1, clock.untilNext())));
      await wire.quiet();
    }
  }

  /** Moves the time whenever nothing is on the wire, until the work is done. */
  async function drive<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    await wire.quiet();
    while (!isDone) await pass(100);
    return work;
  }

  const first = again();
  const direct = (person: PlayedUser) => directChannel(world, workspace, person.id);
  const sees = (person: PlayedUser, spot: Spot = channel) => messagesSeenBy(world, person.id, spot);
  return {
    ...{
      ...wire,
      ...first,
      clock,
      log,
      records,
      workspace,
      channel,
      ada,
      bob,
      again,
      origin,
      mention,
      pass,
      drive,
      direct,
      sees,
    },
    sessions: createSessions({ records, clock }),
    fail: wire.faults.fail,
    wireHolds: wire.faults.hold,
    callsOf: (method: string) => traffic.filter((call) => call.method === method),
    /** A request, acknowledged. */
    handle: (visibility: 'public' | 'private' = 'public', from = origin()): Promise<SlackHandle> =>
      drive(first.replies.open(from).ack(visibility)),
  };
}
