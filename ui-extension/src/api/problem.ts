import type { OperationError, ProblemBody } from './types';

const TYPE_PREFIX = 'urn:vsphere-connector:problem:';

/** Why something did not work, in words for a person: what happened, and what to do. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    /** The stable name, such as `privilege-missing`. */
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly status = 0,
    /** What is wrong, by field. */
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
  ) {
    super(title);
  }

  static of(body: ProblemBody, status: number): Problem {
    const code = body.type?.startsWith(TYPE_PREFIX) ? body.type.slice(TYPE_PREFIX.length) : `http-${status}`;
    return new Problem(code, body.title ?? '', body.detail ?? '', status, body.errors ?? {});
  }

  static ofOperation(error: OperationError): Problem {
    return new Problem(error.code, error.message, error.remedy);
  }
}

/** Whether a body that came with an error is problem details. */
export function isProblemBody(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'title' in body && typeof body.title === 'string';
}
