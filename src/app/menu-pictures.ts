import { asEaselError, EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { StateToken } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import { accountIdOf } from './accept-job.ts';
import { createOpenMenus } from './open-menus.ts';
import type { Route } from './route.ts';
import { createTakePictures, menuFolder, type Taken, type TakeParts } from './take-pictures.ts';
import { commandOptions, picturesMeant } from './which-picture.ts';

/** The pictures somebody picked, kept while they fill in the form. */
export interface MenuPictures {
  /** Who picked them: nobody else sends this form. */
  readonly accountId: string;
  readonly at: number;
  /** In the order the message shows them; without a key where one could not be read. */
  readonly pictures: readonly { readonly filename: string; readonly key?: string }[];
}

export interface MenuParts extends TakeParts {
  readonly menus: Documents<MenuPictures>;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
}

const DAY_MS = 86_400_000;
/** How long this process can still tell why a picture could not be read. */
const REMEMBERED_MS = 3_600_000;

/**
 * Pictures of a message, fetched the moment somebody picks it: their addresses die within a day, and the form that asks what to do
 * with them may be sent much later, to another process.
 */
export function createMenuPictures(parts: MenuParts) {
  const { menus, clock, newId, log } = parts;
  const takeAll = createTakePictures(parts);
  const opened = createOpenMenus(clock, DAY_MS);
  const underWay = new Map<string, Promise<readonly Taken[]>>();

  return {
    /** A fresh state for the form that asks what to do with so many pictures. */
    newState: (count: number): StateToken => `${newId()}.menu/${count}`,
    begin,
    fill,
  };

  /** Begins to keep the pictures for the form of that state, and does not wait for it. */
  function begin(state: StateToken, request: IncomingRequest, images: readonly ImageRef[], route: Route): void {
    const name = readMenuState(state)?.name;
    if (name === undefined) throw new Error('Pictures are kept for a form of their own.');
    const keeping = keep(name, request, images, route);
    underWay.set(name, keeping);
    void keeping.finally(() => clock.after(REMEMBERED_MS, () => underWay.delete(name)));
    for (const other of opened(ownerOf(request), name)) void giveUp(other, underWay.get(other), parts);
  }

  /**
   * The form's command with the pictures that were meant, as soon as all are there, before those that were added.
   * @throws {EaselError} why one of them cannot be used; `not-found` where the form is somebody else's or too old.
   */
  async function fill({ name, count }: MenuState, request: IncomingRequest): Promise<IncomingRequest> {
    const which = picturesMeant(request.options, count);
    const taken = await underWay.get(name);
    const known = await menus.get(name);
    if (!known || known.accountId !== ownerOf(request) || known.at + DAY_MS < clock.now())
      throw new EaselError('not-found', { what: 'What this form belongs to' });
    const kept = which.map((index) => usable(taken?.[index] ?? asTaken(known.pictures[index])));
    const image = [...kept, ...(request.images.image ?? [])];
    return { ...request, options: commandOptions(request.options), images: { ...request.images, image } };
  }

  /** Never rejects: what went wrong is told to who sends the form. */
  async function keep(
    name: string,
    request: IncomingRequest,
    images: readonly ImageRef[],
    route: Route,
  ): Promise<readonly Taken[]> {
    try {
      const record = {
        accountId: ownerOf(request),
        at: clock.now(),
        pictures: images.map(({ filename }) => ({ filename })),
      };
      // The record at once: the sweep finds by it what an ending process leaves.
      const [taken] = await Promise.all([takeAll(name, request, images, route), menus.update(name, () => record)]);
      await menus.update(name, () => ({ ...record, pictures: taken.map((each, at) => asKept(each, images[at])) }));
      return taken;
    } catch (thrown) {
      log.warn({ err: thrown, eventId: request.id }, 'Pictures of a message could not be kept');
      return images.map(() => ({ error: asEaselError(thrown) }));
    }
  }
}

/** Forgets what was kept for forms that nobody sent within a day. */
export async function forgetMenus({ menus, blobs, clock }: Pick<MenuParts, 'menus' | 'blobs' | 'clock'>) {
  for await (const [name, { at }] of menus.list('')) {
    if (at + DAY_MS <= clock.now()) await forgetMenu(name, { menus, blobs });
  }
}

/** Forgets what somebody picked. */
export async function forgetMenusOf(accountId: string, parts: Pick<MenuParts, 'menus' | 'blobs'>): Promise<void> {
  for await (const [name, menu] of parts.menus.list(''))
    if (menu.accountId === accountId) await forgetMenu(name, parts);
}

/** Never rejects: the sweep comes by later too. */
async function giveUp(name: string, keeping: Promise<unknown> | undefined, parts: MenuParts): Promise<void> {
  await keeping;
  await forgetMenu(name, parts).catch((err: unknown) =>
    parts.log.warn({ err }, 'Pictures of a form could not be removed'),
  );
}

async function forgetMenu(name: string, { menus, blobs }: Pick<MenuParts, 'menus' | 'blobs'>): Promise<void> {
  await blobs.removeAll(menuFolder(name));
  await menus.remove(name);
}

export type MenuBook = ReturnType<typeof createMenuPictures>;

interface MenuState {
  readonly name: string;
  /** How many pictures the message had. */
  readonly count: number;
}

/** Reads the state of such a form, without asking any store; `undefined` for one that is of another kind. */
export function readMenuState(state: string): MenuState | undefined {
  const [, name, count] = /^([\w-]{1,40})\.menu\/(\d{1,2})$/.exec(state) ?? [];
  return name === undefined ? undefined : { name, count: Number(count) };
}

const ownerOf = ({ place, actor }: IncomingRequest): string => accountIdOf(place.tenantId, actor.userId);

function usable(taken: Taken): ImageRef {
  if ('error' in taken) throw taken.error;
  return taken.image;
}

const asKept = (taken: Taken, image?: ImageRef): MenuPictures['pictures'][number] =>
  'image' in taken
    ? { filename: taken.image.filename, key: taken.image.key }
    : { filename: image?.filename ?? 'picture' };

/** As an earlier process left it. */
function asTaken(stored: MenuPictures['pictures'][number] | undefined): Taken {
  const { filename = 'picture', key } = stored ?? {};
  if (key === undefined) return { error: new EaselError('image-missing', { name: filename }) };
  return { image: { key, filename, kept: true } };
}
