import { batchesOf } from '#src/app/batches/forget-batches.ts';
import type { Shelf } from '#src/app/card-picture.ts';
import type { Case } from '#src/app/content/case.ts';
import type { AppDocuments } from '#src/app/documents.ts';
import { cardPictures } from '#src/app/result-card.ts';
import type { Links } from '#src/app/rules/links.ts';
import type { Purses } from '#src/app/rules/purses.ts';
import { createUsageLines } from '#src/app/rules/usage-lines.ts';
import { templatesOf } from '#src/app/templates/person-templates.ts';
import type { Job } from '#src/domain/job.ts';
import { plainText } from '#src/domain/text.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Exported } from '#src/ports/privacy.ts';

export interface ExportParts extends Shelf {
  readonly jobs: JobStore;
  readonly ledger: CreditLedger;
  readonly purses: Purses;
  readonly links: Links;
  readonly documents: AppDocuments;
  readonly clock: Clock;
}

export interface Person {
  readonly tenantId: string;
  readonly personId: string;
  readonly name: string;
}

const ENTRIES = 5000;
/** Pictures that come along where they have no address. */
const ORIGINALS = 10;

/** Everything that is kept of somebody in one tenant, newest first, as one file. */
export async function exportPerson(person: Person, accountId: string, parts: ExportParts): Promise<Exported> {
  const own = (await parts.jobs.byAccount(accountId, Number.MAX_SAFE_INTEGER)).filter(
    ({ deletedAt }) => deletedAt === undefined,
  );
  const pictures = own.flatMap((job) => cardPictures(job, parts));
  const content = {
    exportedAt: dated(parts.clock.now()),
    ...person,
    ...(await keptBeside(person, accountId, parts)),
    requests: own.map((job) => requestOf(job, parts)),
  };
  return {
    file: { name: 'easel-my-data.json', content: `${JSON.stringify(content, undefined, 2)}\n` },
    jobs: own.length,
    pictures: pictures.length,
    originals: parts.addressOf ? [] : pictures.slice(0, ORIGINALS),
  };
}

async function keptBeside({ tenantId, personId }: Person, accountId: string, parts: ExportParts) {
  const { documents, ledger, purses, links } = parts;
  const [settings, member, record, stored, balance, entries, linked] = await Promise.all([
    documents.settings.get(accountId),
    documents.members.get(accountId),
    documents.contentRecords.get(accountId),
    documents.policies.get(tenantId),
    purses.balance({ tenantId, personId }),
    ledger.entries(accountId, ENTRIES),
    links.of({ tenantId, personId }),
  ]);
  const people = stored?.policy.people ?? {};
  return {
    knownAs: member && { name: member.name, roles: member.roles, lastSeenAt: dated(member.seenAt) },
    settings: settings ?? {},
    templates: await templatesOf({ tenantId, personId }, documents.templates),
    batches: await batchesOf({ tenantId, personId }, documents),
    rule: Object.hasOwn(people, personId) ? people[personId] : undefined,
    linkedAccounts: linked,
    credits: { ...balance, entries: entries.map(({ at, ...entry }) => ({ at: dated(at), ...entry })) },
    cases: await casesOf(tenantId, personId, documents),
    refusals: record,
    usage: await usageOf(tenantId, personId, documents),
  };
}

/** What requests came to; not what they cost whoever runs Easel. */
async function usageOf(tenantId: string, personId: string, documents: AppDocuments) {
  const own: object[] = [];
  for await (const line of createUsageLines(documents).ofPerson(tenantId, personId, 0, Number.POSITIVE_INFINITY)) {
    const { at, usdMicros: _usdMicros, ...others } = line;
    own.push({ at: dated(at), ...others });
  }
  return own;
}

/** Without who decided: that is about somebody else. */
async function casesOf(tenantId: string, personId: string, { cases }: AppDocuments) {
  const own: Case[] = [];
  for await (const [, one] of cases.list(`${tenantId}:`))
    if (one.tenantId === tenantId && one.personId === personId) own.push(one);
  return own.map(({ id, jobId, at, stage, action, fits, words, appealedAt, decided }) => ({
    id,
    jobId,
    at: dated(at),
    stage,
    action,
    rules: fits.map(({ what }) => what),
    words,
    ...(appealedAt !== undefined && { appealedAt: dated(appealedAt) }),
    ...(decided && { decided: { kind: decided.kind, at: dated(decided.at) } }),
  }));
}

/** What the person asked for and got; not what it cost whoever runs Easel, nor the names of buttons. */
const requestOf = (job: Job, shelf: Shelf) => ({
  id: job.id,
  state: job.state,
  askedAt: dated(job.createdAt),
  ...(job.finishedAt !== undefined && { endedAt: dated(job.finishedAt) }),
  place: { platform: job.platform, channelId: job.placeId, private: job.private },
  request: job.request,
  ...(job.maskWords !== undefined && { mask: job.maskWords }),
  references: job.references ?? [],
  ...(job.plan && {
    plan: {
      mode: job.plan.mode,
      model: job.plan.modelId,
      prompt: job.plan.prompt,
      options: job.plan.options,
      credits: job.plan.price.total,
    },
  }),
  ...(job.failure && { refusedOrFailed: plainText(job.failure.text) }),
  ...(job.result && {
    result: {
      credits: job.result.charged,
      pictures: cardPictures(job, shelf).map(pictureOf),
      ...(job.result.text !== undefined && { text: job.result.text }),
      ...(job.result.revisedPrompt !== undefined && { revisedPrompt: job.result.revisedPrompt }),
    },
  }),
});

const pictureOf = ({ name, width, height, type, url }: CardPicture) => ({
  name,
  width,
  height,
  type,
  ...(url && { address: url }),
});

const dated = (at: number): string => new Date(at).toISOString();
