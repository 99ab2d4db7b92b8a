/** How far back logs are brought, in hours; empty for all that is there. */
export type LogSpan = '' | '1' | '24' | '168';

export const logSpans: readonly LogSpan[] = ['', '1', '24', '168'];

const HOUR = 3_600_000;

/** The parameters to send; undefined where all is left to the server. */
export function parametersOf(span: LogSpan, includeAgents: boolean, now: number): Record<string, unknown> | undefined {
  if (span === '' && !includeAgents) {
    return undefined;
  }
  return {
    ...(span === '' ? {} : { from: new Date(now - Number(span) * HOUR).toISOString() }),
    ...(includeAgents ? { includeAgents } : {}),
  };
}
