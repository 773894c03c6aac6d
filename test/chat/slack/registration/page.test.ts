import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { neededScopes, USED_SCOPES, useOf } from '#src/chat/slack/registration/scopes.ts';
import { shortcuts } from '#src/chat/slack/registration/shortcuts.ts';
import { workflowSteps } from '#src/chat/slack/registration/workflow-step.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const page = readFileSync(join(ROOT, 'docs/slack.md'), 'utf8');

describe('docs/slack.md', () => {
  it('says of each right what it is for and what is lost without it, in the words of the code', () => {
    const rows = [...page.matchAll(/^\| `([\w:.]+)` +\| (.+?) +\| (.+?) +\|$/gm)].map(([, ...cells]) => cells);
    expect(rows).toEqual(USED_SCOPES.map((scope) => [scope, useOf(scope).feature, useOf(scope).without]));
  });

  it('tells the rights that are wished behind those that always count, with the option that asks for each', () => {
    const first = USED_SCOPES.slice(0, neededScopes().length);
    expect(first).toEqual(neededScopes());
    const program = readFileSync(join(ROOT, 'src/cli.ts'), 'utf8');
    const options = [...page.matchAll(/^- `(--[a-z-]+)`: /gm)].map(([, option]) => option);
    expect(options).toEqual(['--plain-replies', '--moderator-group', '--public-channels']);
    for (const option of options) expect(program).toContain(`'${option}'`);
  });

  it('names shortcuts and steps as they are called', () => {
    for (const { name } of shortcuts(commands)) expect(page).toContain(`**${name}**`);
    for (const { title } of Object.values(workflowSteps())) expect(page).toContain(`**${title}**`);
  });
});
