import { type Text, text } from '#src/domain/text.ts';
import type { Subject } from './policy-change.ts';

/** Whom or what a decision is about, for people to read. */
export function subjectWords(subject: Subject): Text {
  switch (subject.kind) {
    case 'person':
      return text({ mention: subject.id });
    case 'role':
      return text('the role ', { plain: subject.name });
    case 'channel':
      return text('the channel ', { channel: subject.id });
    case 'everyone':
      return text('everybody');
    case 'tenant':
      return text('all together');
  }
}
