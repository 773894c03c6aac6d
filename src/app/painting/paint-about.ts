import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import type { Actor, Anchor, Capabilities, Place } from '#src/ports/chat-platform.ts';

/** One picture to paint on, for one person, and where what comes of it goes on. */
export interface PaintAbout {
  readonly picture: StoredPicture;
  /** The edit but for what is painted: the picture itself is its first. */
  readonly request: AcceptedRequest;
  /** As they were when they asked for the page. */
  readonly actor: Actor;
  readonly place: Place;
  readonly caps: Capabilities;
  readonly private: boolean;
  readonly anchor: Anchor;
  /** The result the picture is of, where it is of one. */
  readonly parent?: NonNullable<Job['parent']>;
}
