import { MOST_CHARACTERS, plainText } from './output';

/** The end of a log as plain text; what is compressed is unpacked as it comes, so that no more than its end is held. */
export async function readLog(name: string, file: Blob): Promise<string> {
  const bytes = name.endsWith('.gz') ? file.stream().pipeThrough(new DecompressionStream('gzip')) : file.stream();
  const decoder = new TextDecoder();
  const reader = bytes.getReader();
  let text = '';
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    text = (text + decoder.decode(piece.value, { stream: true })).slice(-MOST_CHARACTERS);
  }
  return plainText(text);
}

/** Hands a file to the browser, which asks the user where to keep it. */
export function save(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
