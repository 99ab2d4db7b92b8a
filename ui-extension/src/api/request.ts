import { client } from '../client/current';
import { t } from '../i18n';
import { isProblemBody, Problem } from './problem';

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly query?: Query;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Tells the body of an error that is the answer all the same from problem details. */
  readonly isAnswer?: (body: unknown) => boolean;
}

export type Query = Readonly<Record<string, string | number | undefined | null>>;

/** Sends a request and returns the JSON of its answer; whatever goes wrong is a {@link Problem}. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await fetchOrExplain(path, options);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok && !options.isAnswer?.(body)) {
    throw problemOf(response.status, body);
  }
  return body as T;
}

/** Sends a request and returns its answer once it is known to be no error. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  const response = await fetchOrExplain(path, options);
  if (!response.ok) {
    throw problemOf(response.status, await response.json().catch(() => undefined));
  }
  return response;
}

/** The address of an endpoint, relative to where the client's proxy serves this page from. */
export function addressOf(path: string, query: Query = {}): string {
  const url = new URL(`../../api/v1/${path}`, document.baseURI);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') {
      url.searchParams.set(name, String(value));
    }
  }
  return url.href;
}

async function fetchOrExplain(path: string, { method = 'GET', body, query, signal, headers }: RequestOptions): Promise<Response> {
  const session = await sessionHeaders();
  try {
    return await fetch(addressOf(path, query), {
      method,
      signal: signal ?? null,
      headers: { ...session, ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new Problem('unreachable', t('problem.unreachable.title'), t('problem.unreachable.detail'));
  }
}

/** What tells the server who asks, and by which vCenter. */
export async function sessionHeaders(): Promise<Record<string, string>> {
  const { vCenter } = client();
  return {
    'vmware-api-session-id': await client().sessionToken(),
    ...(vCenter ? { 'vsphere-connector-vcenter': vCenter } : {}),
  };
}

/** Why a request was refused, as its answer says it. */
export function problemOf(status: number, body: unknown): Problem {
  return isProblemBody(body)
    ? Problem.of(body, status)
    : new Problem(`http-${status}`, t('problem.unexpected.title', { status }), t('problem.unexpected.detail'), status);
}
