import { describe, expect, test } from 'vitest';
import { append, MOST_CHARACTERS, noOutput, plainText } from '../src/operations/output';

describe('append', () => {
  test('puts a character together that was cut in two', () => {
    const bytes = new TextEncoder().encode('größer');
    const decoder = new TextDecoder();
    const half = append(noOutput, bytes.subarray(0, 3), decoder);
    const whole = append(half, bytes.subarray(3), decoder);
    expect(whole).toEqual({ offset: bytes.length, text: 'größer', cut: false });
  });

  test('keeps the end of what is too long, and says so', () => {
    const output = append(noOutput, new TextEncoder().encode('a'.repeat(MOST_CHARACTERS) + 'end'), new TextDecoder());
    expect(output.text).toHaveLength(MOST_CHARACTERS);
    expect(output.text.endsWith('end')).toBe(true);
    expect(output.cut).toBe(true);
    expect(output.offset).toBe(MOST_CHARACTERS + 3);
  });
});

describe('plainText', () => {
  test.each([
    ['colours', '\u001b[1;32mgreen\u001b[0m', 'green'],
    ['a title of the terminal', '\u001b]0;owned\u0007text', 'text'],
    ['a title that ends as strings do', '\u001b]8;;http://x\u001b\\link', 'link'],
    ['moves of the cursor', 'a\u001b[2K\u001b[1Gb', 'ab'],
    ['single escapes', 'a\u001b7b\u001bcc', 'abc'],
    ['bells and zeros', 'a\u0007b\u0000c', 'abc'],
    ['a line that was written over', '10%\r50%\r100%\nnext', '100%\nnext'],
    ['lines of Windows', 'one\r\ntwo\r\n', 'one\ntwo\n'],
    ['an escape without end', 'text\u001b[', 'text'],
  ])('removes %s', (_, raw, plain) => {
    expect(plainText(raw)).toBe(plain);
  });

  test('leaves markup as it is: the page shows it as text', () => {
    expect(plainText('<script>alert(1)</script>\t&amp;\n')).toBe('<script>alert(1)</script>\t&amp;\n');
  });
});
