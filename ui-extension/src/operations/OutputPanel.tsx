import { useEffect, useRef } from 'preact/hooks';
import { ProblemMessage } from '../components/Problem';
import { t } from '../i18n';
import { MOST_CHARACTERS, plainText } from './output';
import { useOutput } from './useOutput';

/** What an operation wrote: plain text, scrolled to its end while it grows. */
export function OutputPanel({ id, ended, label }: { id: string; ended: boolean; label: string }) {
  const { output, complete, problem } = useOutput(id, ended);
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element && !ended) {
      element.scrollTop = element.scrollHeight;
    }
  }, [output.text, ended]);
  const text = plainText(output.text);
  return (
    <div class="output">
      {problem && <ProblemMessage problem={problem} />}
      {output.cut && <p class="quiet">{t('output.cut', { count: MOST_CHARACTERS })}</p>}
      {text || !complete ? (
        <pre ref={box} tabIndex={0} role="region" aria-label={label} class="code">
          {text || t('output.waiting')}
        </pre>
      ) : (
        <p class="quiet">{t('output.none')}</p>
      )}
    </div>
  );
}
