import { client } from '../client/current';
import { locale, t } from './index';

type Instant = string | number | null | undefined;

/** A moment as the client writes it: in the user's own format and time zone. */
export function formatInstant(instant: Instant): string {
  if (instant === null || instant === undefined) {
    return t('none');
  }
  const at = new Date(instant);
  return client().formatDateTime(at.getTime()) ?? at.toLocaleString(locale());
}

/** The time of day with seconds, for steps that are close together. */
export function formatTime(instant: string): string {
  return new Date(instant).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
}

const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

/** How long ago a moment was, such as `5 minutes ago`. */
export function formatAgo(instant: Instant, now: number): string {
  if (instant === null || instant === undefined) {
    return t('none');
  }
  const seconds = (new Date(instant).getTime() - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' });
  const [unit, size] = STEPS.find(([, length]) => Math.abs(seconds) >= length) ?? ['second', 1];
  return format.format(Math.trunc(seconds / size), unit);
}

/** A span such as `0.8 s`, `42 s`, `3 min 5 s` or `2 h 10 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) {
    return t('duration.seconds', { seconds: Math.round(seconds * 10) / 10 });
  }
  const whole = Math.round(seconds);
  if (whole < 60) {
    return t('duration.seconds', { seconds: whole });
  }
  return whole < 3600
    ? t('duration.minutes', { minutes: Math.floor(whole / 60), seconds: whole % 60 })
    : t('duration.hours', { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60) });
}

export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${value.toLocaleString(locale(), { maximumFractionDigits: power === 0 ? 0 : 1 })} ${units[power]}`;
}

export function formatNumber(value: number): string {
  return value.toLocaleString(locale());
}
