import type { Failure } from '#src/domain/errors.ts';
import type { Picture, PictureType } from '#src/domain/picture.ts';
import type { Text } from '#src/domain/text.ts';

export interface ProgressState {
  readonly jobId: string;
  readonly phase: 'accepted' | 'queued' | 'running' | 'delivering';
  /** 0 to 100. */
  readonly percent: number;
  /** 1 is next; only while queued. */
  readonly position?: number;
  readonly etaMs?: number;
  /** What is happening, in a few words. */
  readonly status: Text;
  /** What the person wrote; quoted, inert. */
  readonly prompt: string;
  readonly warnings: readonly Text[];
  readonly cancel?: Action;
}

export interface CardPicture {
  /** The blob store's. */
  readonly key: string;
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  /** A file name to save it under. */
  readonly name: string;
  /** Where anybody who has it can fetch the bytes as they were made, for some days; absent where this installation cannot be reached. */
  readonly url?: string;
  /** The bytes exactly as the provider made them, or `undefined` where they were deleted meanwhile. */
  open(): Promise<Uint8Array | undefined>;
  /**
   * The picture within a place's upload limit and of a type it shows (any, where none are named): untouched where it fits, else
   * re-encoded, which `changed` tells. `undefined` where the bytes were deleted meanwhile.
   */
  fit(
    maxBytes: number,
    types?: readonly PictureType[],
  ): Promise<{ readonly picture: Picture; readonly changed: boolean } | undefined>;
}

/** What a person sees of Easel where nobody asked for anything: a page of their own. */
export interface HomeCard {
  /** What is left, and when it is filled up again. */
  readonly facts: readonly Fact[];
  /** Their newest results in this tenant, newest first. */
  readonly recent: readonly HomeResult[];
  /** What pictures can be made with, the usual one first. */
  readonly models: readonly { readonly name: string; readonly about: Text }[];
  /** The state of the tenant, for moderators. */
  readonly tenant?: readonly Fact[];
}

export interface HomeResult {
  readonly jobId: string;
  readonly prompt: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** The first one. */
  readonly picture: CardPicture;
}

export interface ResultCard {
  readonly jobId: string;
  /** Who asked for it. */
  readonly owner: { readonly userId: string; readonly displayName: string };
  readonly prompt: string;
  readonly pictures: readonly CardPicture[];
  /** All pictures, small, on one sheet, where there are many. */
  readonly sheet?: CardPicture;
  /** Pictures are hidden until somebody opens them, where the place can do that; else they are shown to nobody but their owner. */
  readonly spoiler?: true;
  /** Its owner decided that everybody sees it, also where pictures cannot be hidden. */
  readonly shared?: true;
  /** The references that were used, small, on one sheet. */
  readonly references?: { readonly count: number; readonly sheet?: CardPicture };
  /** What the model wrote beside the pictures. */
  readonly text?: string;
  readonly revisedPrompt?: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly Text[];
  readonly actions: readonly Action[];
}

export interface Fact {
  readonly label: string;
  readonly value: Text;
}

export interface FailureCard {
  readonly jobId: string;
  readonly prompt: string;
  readonly failure: Failure;
  readonly actions: readonly Action[];
}

/** What would be done for how much, before it is. */
export interface QuestionCard {
  readonly jobId: string;
  readonly prompt: string;
  readonly facts: readonly Fact[];
  readonly warnings: readonly Text[];
  /** Shown beside it, such as the part of a picture that may change. */
  readonly picture?: CardPicture;
  /** Yes and no. */
  readonly actions: readonly Action[];
}

export type ActionKind =
  | 'confirm'
  | 'cancel'
  | 'reroll'
  | 'upscale'
  | 'pick'
  | 'vary'
  | 'edit'
  | 'reference'
  /** Opens a page to paint the part of a picture that may change. */
  | 'paint'
  | 'download'
  | 'thread'
  | 'share'
  | 'delete'
  /** Says a command, which opens its form where it needs something: `commandState` writes its state. */
  | 'command'
  /** A moderator's decision about a case: `case:ID:DECISION`. */
  | 'decide'
  /** Asks the moderators to look at a refusal: `appeal:JOBID`. */
  | 'appeal';

export interface Action {
  readonly kind: ActionKind;
  readonly label: string;
  /** Which picture, from 0; absent for the whole result. */
  readonly picture?: number;
  readonly state: StateToken;
  /** The platform must not acknowledge before the app has opened the form. */
  readonly opensForm: boolean;
  /** The form asks which of so many pictures is meant: for places without room for such a button at every picture. */
  readonly among?: number;
}

/** A short random name of a button, resolved in our own store; at most 80 characters. It carries no prompt and no permission. */
export type StateToken = string;

/** A file of words, such as a list for a spreadsheet. UTF-8. */
export interface AnswerFile {
  readonly name: string;
  readonly content: string;
}

/** A button that opens an address: a page made for who asked. The address is a secret of theirs. */
export interface AnswerLink {
  readonly label: string;
  readonly url: string;
}

/** What every kind of answer may have beside its words. */
interface AnswerMore {
  readonly files?: readonly AnswerFile[];
  readonly actions?: readonly Action[];
  readonly links?: readonly AnswerLink[];
}

/** An answer that is no picture. */
export type Answer = AnswerMore &
  (
    | {
        readonly kind: 'text';
        readonly text: Text;
        readonly picture?: CardPicture;
        /** To keep, as they were made: as files where the place has room, else by their addresses. */
        readonly originals?: readonly CardPicture[];
      }
    | {
        readonly kind: 'table';
        readonly title: string;
        readonly columns: readonly string[];
        readonly rows: readonly (readonly Text[])[];
        readonly note?: Text;
        readonly picture?: CardPicture;
        /** As of a text. */
        readonly originals?: readonly CardPicture[];
      }
  );

export interface FormSpec {
  readonly name: string;
  /** At most 24 characters. */
  readonly title: string;
  readonly submitLabel: string;
  readonly state: StateToken;
  /** Identified by the option's name. A place without room for all leaves out the last ones, none of which is required. */
  readonly fields: readonly FormField[];
}

export type FormField =
  | {
      readonly kind: 'text';
      readonly id: string;
      readonly label: string;
      readonly required: boolean;
      readonly max: number;
      readonly value?: string;
      readonly hint?: string;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly label: string;
      readonly required?: boolean;
      readonly options: readonly string[];
      readonly value?: string;
      /** Other values than these may be typed too, where the place has a field for that. */
      readonly hint?: string;
    }
  | { readonly kind: 'flag'; readonly id: string; readonly label: string; readonly value: boolean }
  /** Picked from the place's own list where it has one, else written. The value is the platform's own id. */
  | {
      readonly kind: 'person' | 'role' | 'channel';
      readonly id: string;
      readonly label: string;
      readonly required: boolean;
      readonly value?: string;
    }
  | { readonly kind: 'image'; readonly id: string; readonly label: string; readonly max: number };
