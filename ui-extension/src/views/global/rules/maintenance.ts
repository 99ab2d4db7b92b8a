import type { RuleDefinition } from '../../../api/types';

type Schedule = NonNullable<RuleDefinition['maintenance']>;
type Day = NonNullable<NonNullable<Schedule['windows']>[number]['days']>[number];

export const days: readonly Day[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** When a rule may begin something, as it is typed: one window of local time. */
export interface WindowForm {
  readonly limited: boolean;
  /** An IANA name; empty for that of the browser. */
  readonly timeZone: string;
  /** None: every day. */
  readonly days: readonly Day[];
  readonly from: string;
  readonly to: string;
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

export function windowFaulty({ limited, from, to }: WindowForm): boolean {
  return limited && !(TIME.test(from) && TIME.test(to));
}

export function windowOf({ timeZone, days: chosen, from, to }: WindowForm): Schedule {
  return { timeZone: timeZone.trim() || ownTimeZone(), windows: [{ days: [...chosen], from, to }] };
}

/** The window of a schedule; a schedule with several is not typed here. */
export function windowForm(schedule: Schedule | null | undefined): WindowForm | undefined {
  if (!schedule) {
    return { limited: false, timeZone: '', days: [], from: '22:00', to: '04:00' };
  }
  const [window, ...others] = schedule.windows ?? [];
  return window && others.length === 0
    ? { limited: true, timeZone: schedule.timeZone ?? '', days: window.days ?? [], from: window.from ?? '', to: window.to ?? '' }
    : undefined;
}

export function ownTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
