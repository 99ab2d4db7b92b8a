/** What the reader should know of a result, a line each. */
export function Notes({ notes }: { notes: readonly string[] }) {
  return (
    <>
      {notes.map(note => (
        <div key={note}>{note}</div>
      ))}
    </>
  );
}
