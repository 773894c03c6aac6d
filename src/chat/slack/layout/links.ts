import type { ActionsBlock, Button } from '@slack/types';
import type { AnswerLink } from '#src/ports/cards.ts';
import { plainObject } from './escape.ts';
import { LIMITS } from './laid.ts';

/** Buttons that open addresses, in rows. Slack tells of their presses too, by a name that is none of an action's. */
export const linkRows = (links: readonly AnswerLink[]): ActionsBlock[] =>
  Array.from({ length: Math.ceil(links.length / LIMITS.rowButtons) }, (_, row) => ({
    type: 'actions',
    elements: links
      .slice(row * LIMITS.rowButtons, (row + 1) * LIMITS.rowButtons)
      .map((link, index) => linkButton(link, row * LIMITS.rowButtons + index)),
  }));

const linkButton = ({ label, url }: AnswerLink, index: number): Button => ({
  type: 'button',
  action_id: `link:${index}`,
  url,
  text: plainObject(label, LIMITS.labelUnits) ?? { type: 'plain_text', text: 'Open' },
});
