/**
 * What Easel puts before a prompt to get four variations in one call, as a sheet that can be cut apart again. White on white
 * cannot be told apart, so it insists that every tile is filled to its edges.
 */
export const SHEET_INSTRUCTION =
  'Draw one picture that is a sheet of four different variations in two rows and two columns. ' +
  'All four tiles are of exactly the same size, and each is a complete picture of its own that fills its tile to the edges. ' +
  'The tiles are separated by an even, plain white gutter, and the same white border runs around the sheet. ' +
  'No text, no numbers, no frames, no rounded corners. What every tile shows:';

/** Finds the instruction in a prompt, also where a server on the way has changed case or white space. */
export const SHEET_WORDS =
  /\ba\s+sheet\s+of\s+four\s+different\s+variations\s+in\s+two\s+rows\s+and\s+two\s+columns\b/i;

/** The prompt without the words that ask for a sheet: what every tile shows. */
export const withoutSheetWords = (prompt: string): string => prompt.replace(WHOLE_INSTRUCTION, '').trim();

/** From its first words to its last, or to the end of the paragraph where the last are missing. */
const WHOLE_INSTRUCTION = new RegExp(
  `(?:draw\\s+one\\s+picture\\s+that\\s+is\\s+)?${SHEET_WORDS.source}[^]*?(?:what\\s+every\\s+tile\\s+shows:\\s*|\\n\\s*\\n|$)`,
  'i',
);
