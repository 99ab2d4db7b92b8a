import { ProblemMessage } from '../components/Problem';
import { t } from '../i18n';
import { MOST_CHARACTERS, plainText } from './output';
import { PlainText } from './PlainText';
import { useOutput } from './useOutput';

/** What an operation wrote, as it comes. */
export function OutputPanel({ id, ended, label }: { id: string; ended: boolean; label: string }) {
  const { output, complete, problem } = useOutput(id, ended);
  const text = plainText(output.text);
  return (
    <>
      {problem && <ProblemMessage problem={problem} />}
      {output.cut && <p class="quiet">{t('output.cut', { count: MOST_CHARACTERS })}</p>}
      {text || !complete ? (
        <PlainText text={text || t('output.waiting')} label={label} growing={!ended} />
      ) : (
        <p class="quiet">{t('output.none')}</p>
      )}
    </>
  );
}
