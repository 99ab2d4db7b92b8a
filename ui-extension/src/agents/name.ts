const NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$/;

/** Whether a text can be the name of an agent. */
export function isAgentName(text: string): boolean {
  return NAME.test(text);
}
