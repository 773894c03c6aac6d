import { createHash } from 'node:crypto';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { PassAbout } from './pass-about.ts';
import { createPassHolders, type PassHolder, type Whose } from './pass-holders.ts';

export type PassKind = keyof PassAbout;

export type PassJson = string | number | boolean | null | readonly PassJson[] | { readonly [name: string]: PassJson };

/** What opens one page for one person, for a while. Times are epoch milliseconds. */
export interface Pass<Kind extends PassKind = PassKind> {
  readonly kind: Kind;
  readonly tenantId: string;
  readonly personId: string;
  /** As it was when the pass was issued. */
  readonly isModerator: boolean;
  readonly about: PassAbout[Kind];
  readonly issuedAt: number;
  readonly endsAt: number;
  readonly usedAt?: number;
}

export interface Issued<Kind extends PassKind> {
  readonly kind: Kind;
  readonly tenantId: string;
  readonly personId: string;
  readonly isModerator?: boolean;
  readonly about: PassAbout[Kind];
  readonly ttlMs: number;
  /** The person's earlier passes of this kind end now. */
  readonly only?: boolean;
}

export interface PassParts {
  /** By the SHA-256 of the token: who reads the store opens no page. */
  readonly passes: Documents<Pass>;
  /** By account, so that a person's passes are found without looking through everybody's. */
  readonly passHolders: Documents<PassHolder>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: NewId;
}

export type PagePasses = ReturnType<typeof createPagePasses>;

const MAX_TOKEN = 200;

/** Passes for pages outside the chat: whoever has the token is the person it was issued to, for one kind of page. */
export function createPagePasses({ passes, passHolders, clock, newId }: PassParts) {
  const holders = createPassHolders({ passHolders, clock });
  return { issue, read, use, forget, sweep };

  /** @returns the token: it is shown to that person alone, and kept nowhere. */
  async function issue<Kind extends PassKind>({ ttlMs, only, ...given }: Issued<Kind>): Promise<string> {
    const token = `${newId()}${newId()}`;
    const issuedAt = clock.now();
    const pass: Pass<Kind> = { isModerator: false, ...given, issuedAt, endsAt: issuedAt + ttlMs };
    const name = nameOf(token);
    await passes.update(name, () => pass);
    const ended = await holders.add({ name, kind: given.kind, endsAt: pass.endsAt }, given, only);
    for (const each of ended) await passes.remove(each);
    return token;
  }

  /** The pass of a token, unless it is forged, of another kind, over or used. */
  async function read<Kind extends PassKind>(token: string, kind: Kind): Promise<Pass<Kind> | undefined> {
    const pass = token.length > MAX_TOKEN ? undefined : await passes.get(nameOf(token));
    return pass && isOf(kind, pass) && isGood(pass) ? pass : undefined;
  }

  /** The same once: of several who use it at once one is first, and for everybody else there is none any more. */
  async function use<Kind extends PassKind>(token: string, kind: Kind): Promise<Pass<Kind> | undefined> {
    const pass = await read(token, kind);
    if (!pass) return undefined;
    const first: { is?: boolean } = {};
    await passes.update(nameOf(token), (known) => {
      first.is = known !== undefined && isGood(known);
      return first.is && known ? { ...known, usedAt: clock.now() } : known;
    });
    return first.is ? pass : undefined;
  }

  function isGood({ endsAt, usedAt }: Pass): boolean {
    return usedAt === undefined && clock.now() < endsAt;
  }

  /** Ends all passes of a person. */
  async function forget(whose: Whose): Promise<void> {
    for (const name of await holders.take(whose)) await passes.remove(name);
  }

  /** Forgets what is over. */
  async function sweep(): Promise<void> {
    const now = clock.now();
    for await (const [name, { endsAt }] of passes.list()) if (endsAt <= now) await passes.remove(name);
    await holders.sweep();
  }
}

const isOf = <Kind extends PassKind>(kind: Kind, pass: Pass): pass is Pass<Kind> => pass.kind === kind;

const nameOf = (token: string): string => createHash('sha256').update(token).digest('hex');
