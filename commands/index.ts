import type { Command } from '#src/ports/command.ts';
import { audit } from './audit.ts';
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
import { quotaBlock } from './quota-block.ts';
import { quotaGrant } from './quota-grant.ts';
import { quotaPanel } from './quota-panel.ts';
import { quotaPause } from './quota-pause.ts';
import { quotaReset } from './quota-reset.ts';
import { quotaResume } from './quota-resume.ts';
import { quotaSet } from './quota-set.ts';
import { quotaShow } from './quota-show.ts';
import { quotaTest } from './quota-test.ts';
import { quotaUnblock } from './quota-unblock.ts';
import { quotaUndo } from './quota-undo.ts';
import { quotaWhatIf } from './quota-what-if.ts';
import { rulesAdd } from './rules-add.ts';
import { rulesCases } from './rules-cases.ts';
import { rulesCheck } from './rules-check.ts';
import { rulesLimit } from './rules-limit.ts';
import { rulesLog } from './rules-log.ts';
import { rulesRemove } from './rules-remove.ts';
import { rulesShow } from './rules-show.ts';
import { settings } from './settings.ts';
import { templateList } from './template-list.ts';
import { templateRemove } from './template-remove.ts';
import { templateSave } from './template-save.ts';
import { templateShare } from './template-share.ts';
import { templateUse } from './template-use.ts';
import { usage } from './usage.ts';

/** Every command, in the order people are shown them. */
export const commands: readonly Command[] = [
  imagine,
  edit,
  avatar,
  credits,
  models,
  history,
  templateUse,
  templateSave,
  templateList,
  templateShare,
  templateRemove,
  cancel,
  settings,
  link,
  privacyExport,
  privacyForget,
  quotaPanel,
  quotaShow,
  quotaSet,
  quotaGrant,
  quotaReset,
  quotaBlock,
  quotaUnblock,
  quotaPause,
  quotaResume,
  quotaTest,
  quotaWhatIf,
  quotaUndo,
  usage,
  audit,
  rulesShow,
  rulesAdd,
  rulesRemove,
  rulesCheck,
  rulesLimit,
  rulesLog,
  rulesCases,
  help,
];
