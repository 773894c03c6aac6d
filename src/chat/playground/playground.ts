import type { Hono } from 'hono';
import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { ChatPlatform } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import { createDeliveries } from './delivery.ts';
import { goOn } from './go-on.ts';
import type { PlaygroundDoor } from './guard.ts';
import { createHub } from './hub.ts';
import { createIntake } from './intake.ts';
import type { Completions } from './menu.ts';
import type { PlaygroundMessage } from './message.ts';
import type { Person } from './person.ts';
import { createPicturesOut } from './pictures-out.ts';
import { reach } from './reach.ts';
import { createRoom } from './room.ts';
import { createRoutes } from './routes.ts';
import { createFileUploads } from './uploads.ts';

export interface PlaygroundParts {
  readonly messages: Documents<PlaygroundMessage>;
  readonly blobs: BlobStore;
  readonly commands: readonly Command[];
  readonly completions: Completions;
  /** What a person has left; shown in the corner of the page. */
  readonly credits: (person: Person) => Promise<Balance | undefined>;
  readonly clock: Clock;
  readonly log: Log;
  /** Nobody unless given. Asked with the name in lower case. */
  readonly isModerator?: (userId: string) => boolean;
  /** None unless given; by their names in lower case. */
  readonly rolesOf?: (userId: string) => readonly string[];
  /** Only this machine unless given. */
  readonly door?: PlaygroundDoor;
  /** Names beside loopback under which the page may be reached, without port. */
  readonly allowedHosts?: readonly string[];
  /** In characters; the message box counts near it. The plan decides. */
  readonly promptLimit?: number;
}

/** The chat platform of the keyless start: one page, one room, people by their names. */
export interface Playground extends ChatPlatform {
  /** Mounted at `/`. */
  readonly routes: Hono;
  /** Ends the open streams, so that an HTTP server can close; the pages reconnect by themselves. */
  disconnect(): void;
}

const PRUNE_MS = 3_600_000;

export function createPlayground(parts: PlaygroundParts): Playground {
  const { blobs, clock, commands, completions, credits } = parts;
  const { isModerator = () => false, promptLimit = DEFAULT_LIMITS.promptLength } = parts;
  const { door = 'here', allowedHosts = [] } = parts;
  const log = parts.log.child({ platform: 'playground' });
  const room = createRoom(parts.messages, blobs);
  const hub = createHub({ clock, log });
  const { live, delivery, remove } = createDeliveries({ room, hub, clock, log });
  const intake = createIntake({ room, hub, commands, clock, log, isModerator, rolesOf: parts.rolesOf });
  const pictures = createPicturesOut({ room, blobs, live });
  let pruning: { stop(): void } | undefined;
  const keepPruning = () =>
    clock.after(PRUNE_MS, () => {
      pruning = keepPruning();
      room.prune().catch((error: unknown) => log.warn({ err: error }, 'Old messages could not be pruned'));
    });

  return {
    id: 'playground',
    hidesPictures: true,
    takesLines: true,
    routes: createRoutes({
      room,
      hub,
      live,
      intake,
      pictures,
      uploads: createFileUploads({ blobs, log }),
      commands,
      completions,
      credits,
      isModerator,
      door,
      allowedHosts,
      promptLimit,
      log,
    }),
    async start(onRequest) {
      await room.prune();
      pruning = keepPruning();
      intake.start(onRequest);
    },
    stop() {
      pruning?.stop();
      return intake.stop();
    },
    openImage: (image, limits) => openImage(blobs, image, limits),
    delivery,
    deleteResult: remove,
    reach: (where) => reach(where, { room, clock }),
    goOn: (anchor, arrived) => goOn(anchor, arrived, { room, hub, clock }),
    disconnect: () => hub.close(),
  };
}

/** Only this platform makes its image references, after checking who may see what, so the key is opened as it is. */
async function openImage(
  blobs: BlobStore,
  { key, filename, declaredBytes }: ImageRef,
  { maxBytes, signal }: { readonly maxBytes: number; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  signal.throwIfAborted();
  const tooLarge = (byteLength: number) =>
    new EaselError('image-too-large', { name: filename, byteLength, limitBytes: maxBytes });
  // Counted by us when the file arrived, so a large one is refused before it is read.
  if (declaredBytes !== undefined && declaredBytes > maxBytes) throw tooLarge(declaredBytes);
  const bytes = await blobs.get(key);
  signal.throwIfAborted();
  if (!bytes) throw new EaselError('image-missing', { name: filename });
  if (bytes.byteLength > maxBytes) throw tooLarge(bytes.byteLength);
  return bytes;
}
