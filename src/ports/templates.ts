import type { Template } from '#src/domain/templates/template.ts';
import type { Blank } from '#src/domain/templates/unfold-template.ts';

/** The templates of the person who asks, and those shared in the tenant. */
export interface TemplateDesk {
  /** By name. */
  list(): Promise<{ readonly own: readonly Template[]; readonly shared: readonly Template[] }>;
  /**
   * The person's own of that name, else the shared one.
   * @throws {EaselError} `unknown-template`; `template-invalid` where what is inside it does not work out.
   */
  open(name: string): Promise<OpenTemplate>;
  /** Keeps it, in place of an own one of that name. @throws {EaselError} `template-invalid`, or why an option makes no sense. */
  save(wish: Pick<Template, 'name' | 'prompt' | 'options'>): Promise<SavedTemplate>;
  /**
   * Lets everybody in the tenant use a copy of one's own. In place of somebody else's only where a moderator asks.
   * @throws {EaselError} `unknown-template`, `template-invalid`, `not-allowed`.
   */
  share(name: string): Promise<SavedTemplate>;
  /**
   * Removes one's own, or the shared one where there is no own or `shared` says so; that only its author and moderators may.
   * @throws {EaselError} `unknown-template`, `not-allowed`.
   */
  remove(name: string, shared: boolean): Promise<'own' | 'shared'>;
}

export interface OpenTemplate {
  readonly template: Template;
  readonly shared: boolean;
  /** What has to be filled in, in the order of the words. */
  readonly blanks: readonly Blank[];
  /** Its prompt with the blanks filled in by their names. @throws {EaselError} `template-invalid`. */
  fill(given: ReadonlyMap<string, string>): string;
  /** The blanks that would stay empty. */
  missing(given: ReadonlyMap<string, string>): readonly string[];
}

export interface SavedTemplate {
  readonly name: string;
  readonly blanks: readonly Blank[];
  readonly isNew: boolean;
}
