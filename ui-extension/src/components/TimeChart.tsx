import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { locale, t } from '../i18n';
import { formatInstant, formatNumber } from '../i18n/format';

export interface Line {
  readonly name: string;
  /** The name of a colour of the theme. */
  readonly color: string;
  readonly values: readonly number[];
}

interface TimeChartProps {
  readonly label: string;
  /** In seconds since 1970. */
  readonly times: readonly number[];
  readonly lines: readonly Line[];
}

const HEIGHT = 220;
const GRID = 'rgb(128 128 128 / 25%)';

/** Lines over time, in the colours of the theme and the width of its place. */
export function TimeChart({ label, times, lines }: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!;
    let chart = draw(element, times, lines);
    const redraw = (): void => {
      chart.destroy();
      chart = draw(element, times, lines);
    };
    const observer = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    observer.observe(element);
    document.addEventListener('themechange', redraw);
    return () => {
      document.removeEventListener('themechange', redraw);
      observer.disconnect();
      chart.destroy();
    };
  }, [times, lines]);
  const last = lines.map(line => `${line.name}: ${formatNumber(line.values.at(-1) ?? 0)}`).join(', ');
  return <div class="chart" ref={place} role="img" aria-label={`${label}. ${last}`} />;
}

function draw(element: HTMLElement, times: readonly number[], lines: readonly Line[]): uPlot {
  const style = getComputedStyle(element);
  const color = (name: string): string => style.getPropertyValue(name).trim();
  const axis = {
    stroke: color('--cds-alias-typography-color-300'),
    grid: { stroke: GRID, width: 1 },
    ticks: { show: false },
    font: `12px ${style.fontFamily}`,
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height: HEIGHT,
      cursor: { y: false },
      legend: { markers: { width: 0, fill: (_, index) => color(lines[index - 1]?.color ?? '') } },
      axes: [
        { ...axis, space: 90, values: (_, at) => at.map(timeOfAxis(times)) },
        { ...axis, size: 60, values: (_, values) => values.map(value => formatNumber(value)) },
      ],
      scales: { y: { range: (_, __, most) => [0, Math.max(1, most * 1.05)] } },
      series: [
        { label: t('column.created'), value: (_, at) => (at === null ? '' : formatInstant(at * 1000)) },
        ...lines.map(line => ({
          label: line.name,
          stroke: color(line.color),
          width: 2,
          points: { show: false },
          value: (_: uPlot, value: number | null) => (value === null ? '' : formatNumber(value)),
        })),
      ],
    },
    [[...times], ...lines.map(line => [...line.values])],
    element,
  );
}

/** Hours for a day or two, days for more. */
function timeOfAxis(times: readonly number[]): (at: number) => string {
  const days = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 86_400;
  const format = new Intl.DateTimeFormat(locale(), days <= 2 ? { hour: 'numeric', minute: '2-digit' } : { month: 'short', day: 'numeric' });
  return at => format.format(at * 1000);
}
