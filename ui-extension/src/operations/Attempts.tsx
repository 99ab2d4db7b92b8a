import type { OperationAttempt } from '../api/types';
import { StatusText } from '../components/StatusText';
import type { Status } from '../components/Icon';
import { t, textOr } from '../i18n';
import { formatDuration, formatTime } from '../i18n/format';
import { channelText } from './labels';

const STATUS: Readonly<Record<string, Status>> = { Succeeded: 'success', Failed: 'danger', Retried: 'warning', Waited: 'info', Cancelled: 'warning' };

/** Every try, over which channel, and why it ended: so also why a channel was left for another. */
export function Attempts({ attempts }: { attempts: readonly OperationAttempt[] }) {
  return (
    <table class="grid">
      <caption class="for-screen-readers">{t('attempts')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('attempts.number')}</th>
          <th scope="col">{t('attempts.channel')}</th>
          <th scope="col" class="number">
            {t('attempts.started')}
          </th>
          <th scope="col" class="number">
            {t('attempts.took')}
          </th>
          <th scope="col">{t('attempts.outcome')}</th>
          <th scope="col">{t('attempts.reason')}</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt, index) => (
          <Attempt key={attempt.number} attempt={attempt} before={attempts[index - 1]} />
        ))}
      </tbody>
    </table>
  );
}

function Attempt({ attempt, before }: { attempt: OperationAttempt; before: OperationAttempt | undefined }) {
  const outcome = attempt.outcome ?? 'Running';
  const took = attempt.finishedAt && new Date(attempt.finishedAt).getTime() - new Date(attempt.startedAt).getTime();
  return (
    <tr>
      <td>{attempt.number}</td>
      <td>
        {channelText(attempt.channel)}
        {before && before.channel !== attempt.channel && (
          <div class="quiet">{t('attempts.switched', { from: channelText(before.channel) })}</div>
        )}
      </td>
      <td class="number">{formatTime(attempt.startedAt)}</td>
      <td class="number">{took ? formatDuration(took) : t('none')}</td>
      <td class="short">
        <StatusText status={STATUS[outcome] ?? 'info'}>{textOr(`outcome.${outcome}`, outcome)}</StatusText>
      </td>
      <td class="wide">
        {attempt.error && (
          <>
            {attempt.error.message}
            <div class="quiet">{attempt.error.remedy}</div>
          </>
        )}
      </td>
    </tr>
  );
}
