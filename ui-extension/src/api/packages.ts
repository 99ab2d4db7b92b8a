import { t } from '../i18n';
import { Problem } from './problem';
import { addressOf, problemOf, type Query, request, send, sessionHeaders } from './request';
import type { Package, Page } from './types';

const MOST_PER_PAGE = 500;

export function listPackages(query: Query, signal: AbortSignal): Promise<Page<Package>> {
  return request('packages', { query, signal });
}

/** The newest packages, as many as one answer holds: to choose from. */
export async function newestPackages(signal: AbortSignal): Promise<readonly Package[]> {
  const page = await listPackages({ limit: MOST_PER_PAGE }, signal);
  return page.items;
}

export async function removePackage(sha256: string): Promise<void> {
  await send(`packages/${encodeURIComponent(sha256)}`, { method: 'DELETE' });
}

/** Uploads a file; `onProgress` is told the bytes that have gone. By XMLHttpRequest, as `fetch` does not tell how far it is. */
export async function uploadPackage(file: File, onProgress: (sent: number) => void, signal: AbortSignal): Promise<Package> {
  const headers = await sessionHeaders();
  return new Promise((resolve, reject) => {
    const upload = new XMLHttpRequest();
    const unreachable = (): void => reject(new Problem('unreachable', t('problem.unreachable.title'), t('problem.unreachable.detail')));
    upload.open('POST', addressOf('packages', { name: file.name }));
    Object.entries(headers).forEach(([name, value]) => upload.setRequestHeader(name, value));
    upload.setRequestHeader('content-type', 'application/octet-stream');
    upload.responseType = 'json';
    upload.upload.onprogress = event => onProgress(event.loaded);
    upload.onload = () => (upload.status < 300 ? resolve(upload.response as Package) : reject(problemOf(upload.status, upload.response)));
    upload.onerror = unreachable;
    upload.onabort = () => reject(new DOMException('', 'AbortError'));
    signal.addEventListener('abort', () => upload.abort(), { once: true });
    upload.send(file);
  });
}
