import { useEffect, useRef } from 'preact/hooks';

/** Text as it was written, scrolled to its end while it grows. */
export function PlainText({ text, label, growing = false }: { text: string; label: string; growing?: boolean }) {
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (box.current && growing) {
      box.current.scrollTop = box.current.scrollHeight;
    }
  }, [text, growing]);
  return (
    <pre ref={box} tabIndex={0} role="region" aria-label={label} class="plain-text code">
      {text}
    </pre>
  );
}
