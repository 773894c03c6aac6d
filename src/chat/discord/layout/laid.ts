import { type APIMessageTopLevelComponent, type APITextDisplayComponent, ComponentType } from 'discord.js';

/** A file of the message, shown as `attachment://name`. */
export interface LaidFile {
  readonly name: string;
  readonly alt: string;
}

/** One message, ready to be sent. */
export interface Laid {
  readonly components: APIMessageTopLevelComponent[];
}

export const display = (content: string): APITextDisplayComponent => ({ type: ComponentType.TextDisplay, content });
