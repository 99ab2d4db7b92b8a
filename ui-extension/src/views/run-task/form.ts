/** A task as it is typed. */
export interface TaskForm {
  readonly source: 'script' | 'program';
  readonly script: string;
  readonly interpreter: string;
  readonly program: string;
  readonly arguments: string;
  readonly environment: string;
  readonly workingDirectory: string;
  readonly runAs: string;
  readonly timeoutMinutes: string;
}

export const emptyTask: TaskForm = {
  source: 'script',
  script: '',
  interpreter: '',
  program: '',
  arguments: '',
  environment: '',
  workingDirectory: '',
  runAs: '',
  timeoutMinutes: '',
};

const MOST_MINUTES = 1440;

/** What keeps a task from being submitted. */
export type TaskFault = 'empty' | 'environment' | 'timeout';

export function faultOf(form: TaskForm): TaskFault | undefined {
  if ((form.source === 'script' ? form.script : form.program).trim() === '') {
    return 'empty';
  }
  if (environmentOf(form.environment) === undefined) {
    return 'environment';
  }
  return timeoutOf(form) === 'wrong' ? 'timeout' : undefined;
}

/** One argument a line, handed over as it is. */
export function argumentsOf(text: string): readonly string[] {
  const lines = text.replace(/\r/g, '').split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

/** `NAME=value` lines; undefined where a line is none. */
export function environmentOf(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.replace(/\r/g, '').split('\n').filter(line => line.trim() !== '');
  const pairs = lines.map(line => /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line));
  return pairs.every(pair => pair !== null) ? Object.fromEntries(pairs.map(pair => [pair[1]!, pair[2]!])) : undefined;
}

/** In seconds; undefined where it is left to the server. */
export function timeoutOf({ timeoutMinutes }: TaskForm): number | 'wrong' | undefined {
  if (timeoutMinutes.trim() === '') {
    return undefined;
  }
  const minutes = Number(timeoutMinutes);
  return minutes > 0 && minutes <= MOST_MINUTES ? Math.max(1, Math.round(minutes * 60)) : 'wrong';
}

/** The parameters to send; what is left empty is left to the server. */
export function parametersOf(form: TaskForm): Record<string, unknown> {
  const interpreter = form.interpreter.trim();
  const environment = environmentOf(form.environment) ?? {};
  const args = argumentsOf(form.arguments);
  return {
    ...(form.source === 'script' ? { script: form.script, ...(interpreter && { interpreter }) } : { program: form.program.trim() }),
    ...(args.length > 0 && { arguments: args }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(form.workingDirectory.trim() && { workingDirectory: form.workingDirectory.trim() }),
    ...(form.runAs.trim() && { runAs: form.runAs.trim() }),
  };
}
