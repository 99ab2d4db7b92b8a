import { useEffect, useState } from 'preact/hooks';
import { readOutput } from '../api/operations';
import type { Problem } from '../api/problem';
import { asProblem } from '../hooks/useQuery';
import { append, noOutput, type Output } from './output';

const INTERVAL = 1000;

/** What an operation writes, as it comes; read once more after its end. */
export function useOutput(id: string, ended: boolean): { readonly output: Output; readonly complete: boolean; readonly problem: Problem | undefined } {
  const [output, setOutput] = useState(noOutput);
  const [complete, setComplete] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [decoder] = useState(() => new TextDecoder());
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    readOutput(id, output.offset, abort.signal).then(
      piece => {
        setProblem(undefined);
        setOutput(known => (piece.length > 0 ? append(known, piece, decoder) : known));
        if (ended) {
          setComplete(true);
        } else {
          timer = setTimeout(() => setTurn(number => number + 1), INTERVAL);
        }
      },
      error => !abort.signal.aborted && setProblem(asProblem(error)),
    );
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, [id, ended, turn]);
  return { output, complete, problem };
}
