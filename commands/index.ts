import type { Command } from '#src/ports/command.ts';
import { avatar } from './avatar.ts';
import { cancel } from './cancel.ts';
import { credits } from './credits.ts';
import { edit } from './edit.ts';
import { help } from './help.ts';
import { history } from './history.ts';
import { imagine } from './imagine.ts';
import { link } from './link.ts';
import { models } from './models.ts';
import { privacyExport } from './privacy-export.ts';
import { privacyForget } from './privacy-forget.ts';
import { rulesAdd } from './rules-add.ts';
import { rulesCases } from './rules-cases.ts';
import { rulesCheck } from './rules-check.ts';
import { rulesLimit } from './rules-limit.ts';
import { rulesLog } from './rules-log.ts';
import { rulesRemove } from './rules-remove.ts';
import { rulesShow } from './rules-show.ts';
import { settings } from './settings.ts';

/** Every command, in the order people are shown them. */
export const commands: readonly Command[] = [
  imagine,
  edit,
  avatar,
  credits,
  models,
  history,
  cancel,
  settings,
  link,
  privacyExport,
  privacyForget,
  rulesShow,
  rulesAdd,
  rulesRemove,
  rulesCheck,
  rulesLimit,
  rulesLog,
  rulesCases,
  help,
];
