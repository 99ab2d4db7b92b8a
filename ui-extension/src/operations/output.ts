/** What is kept of an output in the page: its end. */
export const MOST_CHARACTERS = 200_000;

/** An output as far as it was read. */
export interface Output {
  /** Bytes read so far. */
  readonly offset: number;
  readonly text: string;
  /** The beginning was dropped, as the page keeps no more than {@link MOST_CHARACTERS}. */
  readonly cut: boolean;
}

export const noOutput: Output = { offset: 0, text: '', cut: false };

/** The output with a further piece; `decoder` is the same for all pieces, as a character may be cut in two. */
export function append(output: Output, piece: Uint8Array, decoder: TextDecoder): Output {
  const text = output.text + decoder.decode(piece, { stream: true });
  return {
    offset: output.offset + piece.length,
    text: text.length > MOST_CHARACTERS ? text.slice(-MOST_CHARACTERS) : text,
    cut: output.cut || text.length > MOST_CHARACTERS,
  };
}

// Control sequences of terminals (ECMA-48): CSI, OSC and other strings, two-character escapes.
const SEQUENCES = /\u001b\[[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?|\u001b[ -/]*[0-~]/g;
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** The text without what would steer a terminal; a line that was written over and over shows as it stood at last. */
export function plainText(text: string): string {
  return text
    .replace(SEQUENCES, '')
    .replace(/\r+\n/g, '\n')
    .replace(/[^\n]*\r(?=[^\n])/g, '')
    .replace(/\r/g, '')
    .replace(CONTROLS, '');
}
