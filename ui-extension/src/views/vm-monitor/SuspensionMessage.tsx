import type { ComponentChildren } from 'preact';
import type { Suspension } from '../../api/types';
import { Message } from '../../components/Message';
import { useNow } from '../../hooks/useNow';
import { t } from '../../i18n';
import { formatInstant } from '../../i18n/format';
import { channelText } from '../../operations/labels';

/** Why a channel is left alone, since when, and when it is tried again. */
export function SuspensionMessage({ suspension, action }: { suspension: Suspension; action: ComponentChildren }) {
  const { driver, failures, since, failedAt, error } = suspension;
  const now = useNow();
  return (
    <Message status="warning" actions={action}>
      <strong>{t('channels.suspended', { channel: channelText(driver) })}</strong>
      <p>
        {error.message} {error.remedy}
      </p>
      <p class="quiet">
        {t('channels.failures', { count: failures, since: formatInstant(since), last: formatInstant(failedAt) })} {whenAgain(suspension, now)}
      </p>
    </Message>
  );
}

function whenAgain({ until }: Suspension, now: number): string {
  if (!until) {
    return t('channels.notAgain');
  }
  return new Date(until).getTime() > now ? t('channels.until', { time: formatInstant(until) }) : t('channels.due');
}
