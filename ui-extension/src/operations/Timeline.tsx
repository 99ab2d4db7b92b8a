import type { OperationEvent } from '../api/types';
import { Empty } from '../components/Empty';
import { Icon, type Status } from '../components/Icon';
import { t } from '../i18n';
import { formatTime } from '../i18n/format';

const LEVELS: Readonly<Record<OperationEvent['level'], { status: Status; shape: string }>> = {
  Information: { status: 'success', shape: 'check-circle' },
  Warning: { status: 'warning', shape: 'exclamation-triangle' },
  Error: { status: 'danger', shape: 'exclamation-circle' },
};

/** Step by step what happened, with times. */
export function Timeline({ events }: { events: readonly OperationEvent[] }) {
  if (events.length === 0) {
    return <Empty>{t('steps.none')}</Empty>;
  }
  return (
    <ol class="timeline">
      {events.map(event => (
        <li key={event.sequence}>
          <Icon {...LEVELS[event.level]} />
          <time dateTime={event.at}>{formatTime(event.at)}</time>
          <span class="timeline-step">{event.step}</span>
          <span class="timeline-message">{event.message}</span>
        </li>
      ))}
    </ol>
  );
}
