// The shell's own calls. A lost session leads back to the page that asks who one is.
import { session } from './state.js';

export async function call(path, { method = 'GET', body } = {}) {
  const response = await fetch(path, {
    method,
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
  });
  if (response.status === 401) {
    session.value = null;
    return null;
  }
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? problem.title ?? `${method} ${path}: ${response.status}`);
  }
  return response.status === 204 || response.headers.get('content-length') === '0' ? null : response.json();
}
