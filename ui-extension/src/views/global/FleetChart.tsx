import type { FleetMoment } from '../../api/types';
import { TimeChart } from '../../components/TimeChart';
import { t } from '../../i18n';

/** Connectors over time. */
export function FleetChart({ history }: { history: readonly FleetMoment[] }) {
  return (
    <section>
      <h2>{t('fleet.history')}</h2>
      {history.length < 2 ? (
        <p class="quiet">{t('fleet.historyNone')}</p>
      ) : (
        <TimeChart
          label={t('fleet.history')}
          times={history.map(moment => new Date(moment.at).getTime() / 1000)}
          lines={[
            { name: t('fleet.installed'), color: '--cds-alias-status-info', values: history.map(moment => moment.installed) },
            { name: t('connector.Connected'), color: '--cds-alias-status-success', values: history.map(moment => moment.connected) },
            { name: t('connector.Disconnected'), color: '--cds-alias-status-danger', values: history.map(moment => moment.disconnected) },
          ]}
        />
      )}
    </section>
  );
}
