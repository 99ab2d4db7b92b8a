import { useEffect } from 'preact/hooks';

/** Does something again and again while the page can be seen. */
export function useInterval(act: () => void, milliseconds: number): void {
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && act(), milliseconds);
    return () => clearInterval(timer);
  }, [act, milliseconds]);
}
