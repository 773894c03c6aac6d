import { type APIButtonComponentWithURL, ButtonStyle, ComponentType } from 'discord.js';
import { cleanToLine } from '#src/chat/clean.ts';
import type { AnswerLink } from '#src/ports/cards.ts';
import type { ButtonRow } from './buttons.ts';
import { clip } from './clip.ts';
import { LIMITS } from './laid.ts';

/** Buttons that open addresses, in rows. */
export function linkRows(links: readonly AnswerLink[]): readonly ButtonRow[] {
  const buttons = links.map(linkButton);
  return Array.from({ length: Math.ceil(buttons.length / LIMITS.rowButtons) }, (_, row) => ({
    type: ComponentType.ActionRow,
    components: buttons.slice(row * LIMITS.rowButtons, (row + 1) * LIMITS.rowButtons),
  }));
}

const linkButton = ({ label, url }: AnswerLink): APIButtonComponentWithURL => ({
  type: ComponentType.Button,
  style: ButtonStyle.Link,
  label: clip(cleanToLine(label), LIMITS.labelUnits),
  url,
});
