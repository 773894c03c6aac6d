import type { Around, IntakeParts } from './parts.ts';
import { readAction } from './read-action.ts';
import { readCommand } from './read-command.ts';
import { readShortcut } from './read-shortcut.ts';
import { readView } from './read-view.ts';
import { readWorkflow } from './read-workflow.ts';
import type { Read } from './said.ts';
import { createTaking } from './taking.ts';

/** Takes one kind of payload, as Slack sent it. Rejects where the app did not get it, so that it is handed over again. */
export type Take = (payload: unknown, around: Around) => Promise<void>;

export interface Intake {
  /** A slash command. */
  readonly command: Take;
  /** A button that was pressed. */
  readonly action: Take;
  /** A shortcut at a message, or from anywhere. */
  readonly shortcut: Take;
  /** A form that was sent in. */
  readonly view: Take;
  /** What people write, by the event inside its envelope; so the three below. */
  readonly message: Take;
  /** The same for what mentions Easel. Of one post both may come, and both have one id. */
  readonly mention: Take;
  /** A step of a workflow. */
  readonly workflow: Take;
}

/** From what Slack sends to requests that the app understands. By now Slack has its answer, so there is time to look people up. */
export function createIntake(parts: IntakeParts): Intake {
  const { commands, log } = parts;
  const { takeRead, takeMessage } = createTaking(parts);

  async function calmly(what: string, around: Around, take: (around: Around) => Promise<void>): Promise<void> {
    let isHandedOver = false;
    const onRequest: Around['onRequest'] = (request) => {
      isHandedOver = true;
      return around.onRequest(request);
    };
    try {
      await take({ ...around, onRequest });
    } catch (err) {
      // Whoever handed it over logs it. Once the app has it, the same again would be nothing new.
      if (!isHandedOver) throw err;
      log.error({ err, what }, 'What came from Slack was not answered');
    }
  }

  const reading =
    (what: string, read: (payload: unknown, around: Around) => Read): Take =>
    (payload, around) =>
      calmly(what, around, (watched) => takeRead(what, read(payload, watched), watched));

  const hearing =
    (what: string): Take =>
    (payload, around) =>
      calmly(what, around, (watched) => takeMessage(what, payload, watched));

  return {
    command: reading('command', (payload) => readCommand(payload, commands)),
    action: reading('action', readAction),
    shortcut: reading('shortcut', (payload, around) => readShortcut(payload, around, parts)),
    view: reading('view', (payload, { workspace }) => readView(payload, workspace)),
    workflow: reading('workflow', (payload) => readWorkflow(payload, commands)),
    message: hearing('message'),
    mention: hearing('mention'),
  };
}
