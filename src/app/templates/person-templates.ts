import { accountIdOf } from '#src/app/accept-job.ts';
import type { Template } from '#src/domain/templates/template.ts';
import type { Documents } from '#src/ports/documents.ts';
import { type StoredTemplates, sharedTemplates, withoutTemplates } from './template-shelf.ts';

interface Person {
  readonly tenantId: string;
  readonly personId: string;
}

/** What somebody wrote: their own templates, and those of theirs that everybody uses. */
export async function templatesOf({ tenantId, personId }: Person, templates: Documents<StoredTemplates>) {
  const own = await templates.get(accountIdOf(tenantId, personId));
  const shared = await templates.get(sharedTemplates(tenantId));
  return {
    own: (own?.templates ?? []).map(told),
    shared: (shared?.templates ?? []).filter(({ by }) => by.personId === personId).map(told),
  };
}

/** Nothing of what they wrote stays, also where others used it. */
export async function forgetTemplates(
  { tenantId, personId }: Person,
  templates: Documents<StoredTemplates>,
): Promise<void> {
  await templates.remove(accountIdOf(tenantId, personId));
  await templates.update(sharedTemplates(tenantId), (current) =>
    withoutTemplates(current, ({ by }) => by.personId === personId),
  );
}

const told = ({ name, prompt, options, at }: Template) => ({ name, prompt, options, at: new Date(at).toISOString() });
