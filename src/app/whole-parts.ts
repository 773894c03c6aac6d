import { createContent } from './content/content.ts';
import { createPagePasses } from './page-passes.ts';
import type { Parts, WholeParts } from './parts.ts';
import { createAdmit } from './rules/admit.ts';
import { createLinks } from './rules/links.ts';
import { createMembers } from './rules/members.ts';
import { createNoteUsage } from './rules/note-usage.ts';
import { createOperatorNotices } from './rules/operator-notices.ts';
import { createPolicies } from './rules/policies.ts';
import { createPurses } from './rules/purses.ts';
import { createRates } from './rules/rates.ts';
import { createStandings } from './rules/standings.ts';
import { createSwitches } from './rules/switches.ts';
import { createUsage } from './rules/usage.ts';
import { watched } from './watch-jobs.ts';

/** What is made of the parts for all use cases. */
export function wholeOf(parts: Parts): WholeParts {
  const { policies, policyRevisions, members, notices } = parts.documents;
  const standings = createStandings({ ...parts, policies, members });
  const links = createLinks({ ...parts, ...parts.documents });
  const usage = createUsage({ ...parts, standings });
  const noteUsage = createNoteUsage(usage.lines);
  const switches = createSwitches({ ...parts, switches: parts.documents.switches });
  const rates = createRates({ ...parts, rates: parts.documents.rates });
  const operatorNotices = createOperatorNotices({ ...parts, notices, policies });
  const decided = createPolicies({ ...parts, policies, policyRevisions });
  return {
    ...parts,
    standings,
    usage,
    noteUsage,
    switches,
    links,
    purses: watched.purses(
      createPurses({ ...parts, standings, links, notices, onWarn: operatorNotices.budget }),
      parts.tracing,
    ),
    policies: decided,
    content: createContent({ ...parts, operatorNotices }, decided.change),
    members: createMembers({ ...parts, members }),
    admit: createAdmit({ switches, rates }),
    operatorNotices,
    passes: createPagePasses({ ...parts, ...parts.documents }),
  };
}
