import { type Limits, numberIn } from '../../forms/number';

/** A key of the connector's configuration: what its values are, and how they are typed. */
export type ConfigurationKey =
  | { readonly name: string; readonly kind: 'number'; readonly limits: Limits }
  | { readonly name: string; readonly kind: 'choice'; readonly values: readonly string[]; readonly byDefault: string }
  | { readonly name: string; readonly kind: 'text' | 'lines'; readonly example: string; readonly fits: (text: string) => boolean; readonly noDefault?: boolean };

const isAddress = (scheme: string) => (text: string): boolean => {
  try {
    const url = new URL(text);
    return url.protocol === `${scheme}:` && url.hostname !== '' && url.search === '' && url.hash === '';
  } catch {
    return false;
  }
};

const isFolder = (text: string): boolean => /^(\/|[A-Za-z]:[\\/])[^\0-\x1f]*$/.test(text);

/** In the order in which they are shown. */
export const keys: readonly ConfigurationKey[] = [
  { name: 'serverUrls', kind: 'lines', example: 'https://connector.example:443', fits: isAddress('https'), noDefault: true },
  { name: 'proxy', kind: 'text', example: 'http://proxy:3128', fits: isAddress('http') },
  { name: 'keepAliveSeconds', kind: 'number', limits: { least: 5, most: 300, byDefault: 20 } },
  { name: 'logLevel', kind: 'choice', values: ['Trace', 'Debug', 'Info', 'Warning', 'Error', 'Fatal'], byDefault: 'Info' },
  { name: 'endPointThrottlingEnabled', kind: 'choice', values: ['true', 'false'], byDefault: 'false' },
  { name: 'maxCpuPercent', kind: 'number', limits: { least: 1, most: 100, byDefault: 50 } },
  { name: 'maxMemoryKB', kind: 'number', limits: { least: 65_536, most: 1_073_741_824, byDefault: 1_000_000 } },
  { name: 'tempFolder', kind: 'text', example: '/var/tmp', fits: isFolder },
];

/** The value as it is sent; undefined where the text is none. */
export function valueOf(key: ConfigurationKey, text: string): unknown {
  switch (key.kind) {
    case 'number': {
      const number = numberIn(text, key.limits);
      return number === 'wrong' ? undefined : number;
    }
    case 'choice':
      return text === 'true' || text === 'false' ? text === 'true' : text;
    case 'lines': {
      const lines = text.split('\n').map(line => line.trim()).filter(line => line !== '');
      return lines.length > 0 && lines.every(key.fits) ? lines : undefined;
    }
    case 'text':
      return key.fits(text.trim()) ? text.trim() : undefined;
  }
}
