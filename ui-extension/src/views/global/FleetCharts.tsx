import type { ComponentChildren } from 'preact';
import type { FleetMoment } from '../../api/types';
import { type Line, TimeChart } from '../../components/TimeChart';
import { t } from '../../i18n';
import { channelText } from '../../operations/labels';
import { type Counts, partsOverTime } from './history';

/** Connectors over time: by state, version and channel. */
export function FleetCharts({ history }: { history: readonly FleetMoment[] }) {
  return (
    <>
      <Chart title={t('fleet.history')} history={history}>
        {[
          { name: t('fleet.installed'), color: '--cds-alias-status-info', values: history.map(moment => moment.installed) },
          { name: t('connector.Connected'), color: '--cds-alias-status-success', values: history.map(moment => moment.connected) },
          { name: t('connector.Disconnected'), color: '--cds-alias-status-danger', values: history.map(moment => moment.disconnected) },
        ]}
      </Chart>
      <div class="charts">
        <Chart title={t('fleet.versionHistory')} history={history}>
          {linesOf(history.map(moment => moment.versions))}
        </Chart>
        <Chart title={t('fleet.channelHistory')} history={history}>
          {linesOf(history.map(moment => moment.channels), channelText)}
        </Chart>
      </div>
    </>
  );
}

/** The theme's colours for parts that have no order. */
const COLORS = [1, 2, 3, 4, 5, 6].map(number => `--cds-alias-viz-general-${number}`);

function linesOf(counts: readonly Counts[], nameOf: (part: string) => string = part => part): readonly Line[] {
  return partsOverTime(counts, COLORS.length).map(({ name, values }, index) => ({
    name: name === undefined ? t('fleet.others') : nameOf(name),
    color: COLORS[index]!,
    values,
  }));
}

function Chart({ title, history, children: lines }: { title: string; history: readonly FleetMoment[]; children: readonly Line[] }): ComponentChildren {
  return (
    <section>
      <h2>{title}</h2>
      {history.length < 2 || lines.length === 0 ? (
        <p class="quiet">{t('fleet.historyNone')}</p>
      ) : (
        <TimeChart label={title} times={history.map(moment => new Date(moment.at).getTime() / 1000)} lines={lines} />
      )}
    </section>
  );
}
