import { useEffect, useRef, useState } from 'preact/hooks';
import { uploadPackage } from '../api/packages';
import type { Problem } from '../api/problem';
import type { Package } from '../api/types';
import { asProblem } from '../hooks/useQuery';

/** A file on its way to the server. */
export interface Upload {
  readonly name: string;
  readonly size: number;
  readonly sent: number;
}

interface Uploading {
  readonly upload?: Upload;
  readonly problem?: Problem;
}

/** Uploads files one after the other, as long as the page that asked for it is shown. */
export function useUpload(onUploaded: (uploaded: Package) => void) {
  const [state, setState] = useState<Uploading>({});
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const one = async (file: File, signal: AbortSignal): Promise<void> => {
    const { name, size } = file;
    setState({ upload: { name, size, sent: 0 } });
    onUploaded(await uploadPackage(file, sent => setState({ upload: { name, size, sent: Math.min(sent, size) } }), signal));
  };
  const start = async (files: readonly File[]): Promise<void> => {
    const { signal } = (abort.current = new AbortController());
    try {
      for (const file of files) {
        await one(file, signal);
      }
      setState({});
    } catch (error) {
      setState(signal.aborted ? {} : { problem: asProblem(error) });
    }
  };
  return { ...state, start, cancel: () => abort.current?.abort() };
}
